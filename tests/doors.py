"""Through which doors texts leave the rooms (出口): every function that writes, and what it calls."""

from __future__ import annotations

import ast
from collections.abc import Iterator

# What writes: by its name alone, or called of anything at all.
_NAMES = {"print", "Console", "Terminal", "pprint"}
_METHODS = {
    *("write", "writelines", "write_text", "write_bytes", "dump", "dumps", "echo", "secho", "save"),
    *("debug", "info", "warning", "exception", "critical", "print_exc", "print_exception", "to_csv"),
    *("writerow", "writerows", "savefig", "sendmail", "Console"),
}


def doors(code: str) -> dict[str, set[str]]:
    """The functions of a file that write themselves, each with the names of all that it calls."""
    tree = ast.parse(code)
    found: dict[str, set[str]] = {}
    for name, node in _functions(tree):
        calls = [each for each in _own(node) if isinstance(each, ast.Call)]
        if any(map(_writes, calls)):
            found[name] = {_called(call) for call in calls} | _mapped(calls)
    return found


def calls(code: str, function: str) -> set[str]:
    """The names of all that a function of a file calls."""
    every = dict(_functions(ast.parse(code)))
    found = [each for each in _own(every[function]) if isinstance(each, ast.Call)]
    return {_called(call) for call in found} | _mapped(found)


def _functions(tree: ast.Module) -> Iterator[tuple[str, ast.AST]]:
    """Every function by its name, a method behind its class; what no function holds is the module."""
    yield "<module>", tree
    for outer in ast.walk(tree):
        inside = f"{outer.name}." if isinstance(outer, ast.ClassDef) else ""
        for node in ast.iter_child_nodes(outer):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                yield inside + node.name, node


def _own(node: ast.AST) -> Iterator[ast.AST]:
    """What stands in a function, without the functions in it."""
    for child in ast.iter_child_nodes(node):
        if not isinstance(child, ast.FunctionDef | ast.AsyncFunctionDef):
            yield child
            yield from _own(child)


def _writes(call: ast.Call) -> bool:
    if isinstance(call.func, ast.Name):
        return call.func.id in _NAMES
    name = _called(call)
    return name in _METHODS or (name == "print" and _is_super(call.func))


def _is_super(function: ast.expr) -> bool:
    of = function.value if isinstance(function, ast.Attribute) else None
    return isinstance(of, ast.Call) and isinstance(of.func, ast.Name) and of.func.id == "super"


def _called(call: ast.Call) -> str:
    return str(getattr(call.func, "attr", getattr(call.func, "id", "")))


def _mapped(calls: list[ast.Call]) -> set[str]:
    """What is called for each of many: map(shown, texts)."""
    firsts = (call.args[0] for call in calls if _called(call) == "map" and call.args)
    return {first.id for first in firsts if isinstance(first, ast.Name)}
