"""Languages beside English: words from wordfreq, garbling undone by their frequency; no reader, so no spun words."""
