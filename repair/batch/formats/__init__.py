"""The forms of sources, one file each: `read` gives records, `take` the text of one."""
