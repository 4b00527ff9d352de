"""Every regex of the rooms (正则): held by modules, made by functions, asked in passing."""

from __future__ import annotations

import ast
import dataclasses
import importlib
import inspect
import pkgutil
import re
from collections.abc import Iterator, Mapping
from types import ModuleType
from typing import Any

ROOMS = ("cleaners", "kb", "index", "reader", "pipeline", "alerts", "crawler", "samples")
_ASKING = {"compile", "sub", "subn", "match", "search", "fullmatch", "findall", "finditer", "split"}
_AT_ONE_PLACE = {"match", "fullmatch"}
_DEEP = 4  # tuples, dicts and records in each other, in which patterns are looked for
# Of a pattern that is put together from what a function is given: such a thing as it is given.
GIVEN: Mapping[str, Mapping[str, Any]] = {
    "cleaners.comparing.parallels.sought": {"pieces": ["灯塔应当", "在日落后"]},
    "cleaners.official.drafts.marked_title": {"title": "海川省灯塔管理办法"},
    "cleaners.official.header._numbered": {"number": 1},
    "cleaners.official.signature._closing": {"issuers": ["海川省工艺厅", "云溪市"]},
    "cleaners.page.bylines._stands_in": {"name": "林一"},
    "cleaners.recognition.acts._form": {"verb": "撤销", "until": "[。；]"},  # those it makes are held
    "cleaners.recognition.calls.lead_of": {"work": ["推荐", "评价"]},
    "cleaners.stripping.watermark._without_an_ending": {"ending": "某某网"},
    "crawler.relevance._any_of": {"names": ["灯塔", "渡口"]},
    "crawler.soundness._compiles": {"pattern": r"/\d{4}/"},
}


@dataclasses.dataclass(frozen=True, slots=True)
class Sought:
    """A pattern, where it stands, and how it is asked: `match` or `fullmatch`; None where it is sought."""

    place: str
    pattern: re.Pattern[Any]
    how: str | None = None


def patterns() -> Iterator[Sought]:
    """Every pattern of the rooms, each once for each way in which it is asked."""
    seen: set[tuple[Any, int, str | None]] = set()
    for module in modules():
        for one in (*_held(module), *_made(module), *_asked(module), *_of_sources(module)):
            mark = (one.pattern.pattern, one.pattern.flags, one.how)
            if mark not in seen:
                seen.add(mark)
                yield one


def modules() -> Iterator[ModuleType]:
    for room in ROOMS:
        package = importlib.import_module(room)
        yield package
        for found in pkgutil.walk_packages(package.__path__, f"{room}."):
            if not found.name.rpartition(".")[2].startswith("__main__"):
                yield importlib.import_module(found.name)


def _held(module: ModuleType) -> Iterator[Sought]:
    """What a module holds under its names."""
    code = _code(module)
    for name, value in list(vars(module).items()):
        for place, pattern in _inside(value, f"{module.__name__}.{name}", 0):
            yield Sought(place, pattern, _anchored(code, name) if place.endswith(f".{name}") else None)


def _made(module: ModuleType) -> Iterator[Sought]:
    """What the functions make that are asked once and remember it."""
    for name, function in _remembering(module):
        for place, pattern in _inside(function(), f"{module.__name__}.{name}()", 0):
            yield Sought(place, pattern)


def _remembering(module: ModuleType) -> Iterator[tuple[str, Any]]:
    for name, value in list(vars(module).items()):
        own = getattr(value, "__module__", "") == module.__name__
        if own and hasattr(value, "cache_info") and not inspect.signature(value).parameters:
            yield name, value


def _of_sources(module: ModuleType) -> Iterator[Sought]:
    """What the sources say of the form of an address."""
    for name, value in list(vars(module).items()):
        article = vars(value).get("article") if isinstance(value, type) else None
        if isinstance(article, str) and value.__module__ == module.__name__:
            yield Sought(f"{module.__name__}.{name}.article", re.compile(article))


def _inside(value: Any, place: str, depth: int) -> Iterator[tuple[str, re.Pattern[Any]]]:
    """The patterns in a value: itself, or in its tuples, dicts and records."""
    if isinstance(value, re.Pattern):
        yield place, value
    elif depth < _DEEP and isinstance(value, tuple | list | set | frozenset):
        for number, each in enumerate(value):
            yield from _inside(each, f"{place}[{number}]", depth + 1)
    elif depth < _DEEP and isinstance(value, Mapping):
        for key, each in value.items():
            yield from _inside(each, f"{place}[{key!r}]", depth + 1)
    elif depth < _DEEP and dataclasses.is_dataclass(value) and not isinstance(value, type):
        for field in dataclasses.fields(value):
            yield from _inside(getattr(value, field.name), f"{place}.{field.name}", depth + 1)


def _anchored(code: str, name: str) -> str | None:
    """How a pattern of a module's own is asked where that is always at one place of a text."""
    if not name.startswith("_"):
        return None
    used = re.findall(rf"\b{name}\b(?:\.(\w+)\(|(?! = re))", code)
    if not used or not set(used) <= _AT_ONE_PLACE:
        return None
    return "match" if "match" in used else "fullmatch"


# -- in the code


@dataclasses.dataclass(frozen=True, slots=True)
class Call:
    """A call of re: where it stands, what it does, its pattern and flags as they are written."""

    place: str
    does: str
    written: ast.expr
    flags: ast.expr | None

    def sought(self, module: ModuleType) -> Sought:
        """The pattern as it is; NameError where that rests on what the function is given."""
        known = {**vars(module), **GIVEN.get(self.place, {})}
        written = _value(self.written, known)
        flags = _value(self.flags, known) if self.flags else 0
        pattern = written if isinstance(written, re.Pattern) else re.compile(written, flags)
        return Sought(self.place, pattern, self.does if self.does in _AT_ONE_PLACE else None)


def _value(written: ast.expr, known: Mapping[str, Any]) -> Any:
    return eval(compile(ast.Expression(written), "<pattern>", "eval"), dict(known))  # code of our own


def asking(code: str, module: str) -> Iterator[Call]:
    """The calls of re in a file; `compile` in its top lines apart, whose value is held."""
    for place, node in _with_places(ast.parse(code), module):
        does = _does(node.func) if isinstance(node, ast.Call) else ""
        if isinstance(node, ast.Call) and node.args and does and (place, does) != (module, "compile"):
            yield Call(place, does, node.args[0], _flags(node, does))


def _flags(call: ast.Call, does: str) -> ast.expr | None:
    """The flags of a call, by their name or in their place."""
    place = {"compile": 1, "sub": 4, "subn": 4, "split": 3}.get(does, 2)
    behind: list[ast.expr | None] = [*call.args[place : place + 1], None]
    return next((word.value for word in call.keywords if word.arg == "flags"), behind[0])


def _does(function: ast.expr) -> str:
    """The name of a function of re that takes a pattern, else nothing."""
    if not isinstance(function, ast.Attribute) or not isinstance(function.value, ast.Name):
        return ""
    return function.attr if function.value.id == "re" and function.attr in _ASKING else ""


def _with_places(node: ast.AST, place: str) -> Iterator[tuple[str, ast.AST]]:
    for child in ast.iter_child_nodes(node):
        named = isinstance(child, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef)
        inside = f"{place}.{child.name}" if named else place  # type: ignore[attr-defined]
        yield inside, child
        yield from _with_places(child, inside)


def _asked(module: ModuleType) -> Iterator[Sought]:
    for call in asking(_code(module), module.__name__):
        try:
            yield call.sought(module)
        except NameError:  # see unseen()
            continue


def unseen() -> Iterator[str]:
    """The calls whose pattern is neither written out, nor held, nor made by a function that was asked."""
    for module in modules():
        asked = {f"{module.__name__}.{name}" for name, _ in _remembering(module)}
        for call in asking(_code(module), module.__name__):
            if call.place in asked or ast.unparse(call.written) == "self.article":
                continue
            try:
                call.sought(module)
            except NameError:
                yield f"{call.place}: {ast.unparse(call.written)}"


def _code(module: ModuleType) -> str:
    try:
        return inspect.getsource(module)
    except OSError:  # a folder's empty file
        return ""
