"""Rows of what grows without end, newest first, at the same cost whatever they are filtered by.

For each filter there is an index with the order of the list inside it (migration 0007). A mere `type = …`
leaves PostgreSQL the choice to read all newer rows one by one, if its statistics make that look cheap. So
whole rows of the index's columns are compared and ordered by, which nothing else can do but a sort of all
that fits; and sorts, where there is another way, are off in sessions that list (SESSION).
"""

SESSION = "set enable_sort = off; set enable_incremental_sort = off"
