"""Commands for what is kept between runs: the user's own words, the words of languages."""
