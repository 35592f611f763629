"""Quality and speed of repair, measured side by side with what people use today."""
