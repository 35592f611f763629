"""`repair tokens`: how a text is cut up: tokens, the forms that the language model reads, what is protected."""

from __future__ import annotations

import json

import typer

from repair.cli import options, terminal
from repair.text import show
from repair.text.files.reading import Source

EXAMPLES = "\b\nExamples:\n  repair tokens article.txt | grep protected\n"


def tokens(*, files: options.Files, as_json: options.Json = False) -> None:
    """Print one token a line: offsets in the decoded text, token, form, and whether it is protected."""
    from repair.channels.encoding import decode
    from repair.text.tokens import read

    def work(_file: str, source: Source) -> None:
        document = read(source.text, *decode(source.text))
        for sentence, (first, last) in enumerate(document.sentences, 1):
            for token in map(document.token, range(first, last)):
                if as_json:
                    row = {"sentence": sentence, "start": token.start, "end": token.end, "text": token.text}
                    terminal.write(json.dumps({**row, "form": token.form, "protected": token.protected}) + "\n")
                else:
                    cells = (f"{token.start}-{token.end}", token.text, token.form, "protected" * token.protected)
                    terminal.write("\t".join(map(show.one_line, cells)).rstrip("\t") + "\n")

    raise typer.Exit(options.each_file(files, work, progress=False, quiet=False))
