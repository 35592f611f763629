"""The article spinner, inverted: what each word and phrase can have been before it was swapped, and at what cost."""
