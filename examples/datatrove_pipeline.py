"""Mends documents in a datatrove pipeline, and drops those that were garbled too much to be trusted.

Needs the extra `datatrove`: pip install "repair[datatrove]"
"""

from __future__ import annotations

from tempfile import TemporaryDirectory

from datatrove.data import Document
from datatrove.executor import LocalPipelineExecutor
from datatrove.utils.logging import logger

from repair.adapters.datatrove import ProfileFilter, RepairFormatter

DOCUMENTS = [
    Document("The curator said on Monday that teh roof had been mended, and that the museum would open in June.", "1"),
    Document("The museum testament reopen inwards June. Yous tin see the novel wing astatine no cost.", "2"),
]


def main() -> None:
    """Run the pipeline in this process; print what stays, and why the other goes."""
    logger.disable("datatrove")  # it tells a lot
    kept: list[Document] = []

    def keep(data: list[Document], rank: int, world_size: int) -> list[Document]:  # noqa: ARG001 - datatrove's signature
        kept.extend(data)
        return kept

    with TemporaryDirectory() as folder:
        pipeline = [DOCUMENTS, RepairFormatter(edits="edits"), ProfileFilter({"spin": 0.2}), keep]
        stats = LocalPipelineExecutor(pipeline, tasks=1, logging_dir=folder, skip_completed=False).run()
    for document in kept:
        print(document.id, document.text, document.metadata["edits"][0]["evidence"])
    for step in stats.stats:
        print(step.name, {name: values.total for name, values in step.stats.items()})


if __name__ == "__main__":
    main()
