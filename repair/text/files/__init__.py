"""Files of text: read whatever their encoding, written whole or not at all, locked against other processes."""
