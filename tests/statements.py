"""What SQL is put together from (语句): every expression in braces, or added, in the statements of a file."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

# Whoever asks SQLite, here and behind the doors of kb/read.py and kb/store.py.
ASKING = {
    *("execute", "executemany", "executescript", "rows", "pairs", "all", "among"),
    *("_rows", "_all", "_one", "_scalar", "_tally"),
}
# A word of SQL anywhere in a text, or the place of a value: `WHERE`, `… ORDER BY`, `from_eid = ?`.
_SQL = re.compile(
    r"\b(?:SELECT|INSERT|UPDATE|DELETE|FROM|WHERE|AND|OR|IN|LIKE|JOIN|UNION|VALUES|ORDER BY|GROUP BY|LIMIT"
    r"|ON CONFLICT|BEGIN|COMMIT|PRAGMA|CREATE|DROP|ALTER|ATTACH|EXISTS|NULL)\b|[=<>] ?\?"
)


def interpolated(code: str) -> set[str]:
    """What is put into SQL in a file: f-strings, `+`, `%`, `.format`, and `.join` with words of SQL."""
    tree = ast.parse(code)
    assigned = dict(_assigned(tree))
    reaching = [text for call in ast.walk(tree) for text in _asked(call, assigned)]
    spoken = [node for node in ast.walk(tree) if _is_made(node) and _SQL.search(_literal(node))]
    return {ast.unparse(part) for node in (*reaching, *spoken) for part in _parts(node)}


def _assigned(tree: ast.AST) -> Iterator[tuple[str, list[ast.expr]]]:
    """Every name of a file with all that is assigned to it."""
    found: dict[str, list[ast.expr]] = {}
    for node in ast.walk(tree):
        targets = node.targets if isinstance(node, ast.Assign) else []
        if isinstance(node, ast.AugAssign | ast.AnnAssign | ast.NamedExpr):
            targets = [node.target]
        for target in targets:
            if isinstance(target, ast.Name) and isinstance(value := getattr(node, "value", None), ast.expr):
                found.setdefault(target.id, []).append(value)
    yield from found.items()


def _asked(call: ast.AST, assigned: dict[str, list[ast.expr]]) -> Iterator[ast.expr]:
    """The texts put together that a call hands to SQLite, by themselves or under a name."""
    if not isinstance(call, ast.Call) or _name(call.func) not in ASKING:
        return
    for argument in call.args:
        named = assigned.get(argument.id, []) if isinstance(argument, ast.Name) else []
        for text in (argument, *named):
            choices = (text.body, text.orelse) if isinstance(text, ast.IfExp) else (text,)
            yield from (each for each in choices if _is_made(each))


def _name(function: ast.expr) -> str:
    return str(getattr(function, "attr", getattr(function, "id", "")))


def _is_made(node: ast.AST) -> bool:
    """Whether a text is put together here: the writings of Python for it."""
    if isinstance(node, ast.JoinedStr):
        return True
    if isinstance(node, ast.BinOp):
        return isinstance(node.op, ast.Add | ast.Mod) and _holds_text(node)
    return (
        isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and (node.func.attr in ("format", "join", "replace"))
        and _holds_text(node.func.value)
    )


def _holds_text(node: ast.AST) -> bool:
    return any(isinstance(one, ast.Constant) and isinstance(one.value, str) for one in ast.walk(node))


def _literal(node: ast.AST) -> str:
    """The texts that stand in it as they are; of a join what stands between."""
    place = node.func.value if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) else node
    every = place.values if isinstance(place, ast.JoinedStr) else ast.walk(place)
    return "…".join(str(one.value) for one in every if isinstance(one, ast.Constant))


def _parts(node: ast.AST) -> Iterator[ast.expr]:
    """What of a text is no literal."""
    if isinstance(node, ast.JoinedStr):
        yield from (part.value for part in node.values if isinstance(part, ast.FormattedValue))
    elif isinstance(node, ast.BinOp):
        for side in (node.left, node.right):
            yield from _parts(side)
    elif isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
        yield from (*node.args, *(keyword.value for keyword in node.keywords))
        yield from _parts(node.func.value)
    elif isinstance(node, ast.expr) and not isinstance(node, ast.Constant):
        yield node
