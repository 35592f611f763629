"""What the texts of one site have in common: learns the plan of a site, and finds its ciphers.

May import `channels` and what lies below them; decides nothing, and is given the flow to learn with.
"""
