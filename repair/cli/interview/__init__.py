"""The review outside the screen: the files and journal around it, and the same questions at line prompts."""
