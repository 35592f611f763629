"""What a garbled string can have been: slips, misread letters, lost and stray spaces, wrong code pages."""
