"""The reader: the network that says of every word how likely it is garbled, and what stood there."""
