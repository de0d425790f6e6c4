"""Figures in columns."""


class Table:
    """Rows of a name and figures, printed with right-aligned columns."""

    def __init__(self, *head: str) -> None:
        self._rows: list[list[str]] = [list(head)]

    def add(self, name: str, *figures: float) -> None:
        """Add a row; figures below ten keep two decimals, others none."""
        self._rows.append(
            [name, *(f"{figure:.2f}" if figure < 10 else f"{figure:,.0f}" for figure in figures)]
        )

    def print(self) -> None:
        """Print the table."""
        columns = max(map(len, self._rows))
        widths = [max(len(row[i]) for row in self._rows if len(row) > i) for i in range(columns)]
        for row in self._rows:
            cells = [
                row[0].ljust(widths[0]),
                *(cell.rjust(width) for cell, width in zip(row[1:], widths[1:], strict=False)),
            ]
            print("  ".join(cells).rstrip())
