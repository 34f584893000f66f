"""No ``classification_…`` key is read from a context or put into one: a client sends the context, so it says nothing.

What only the server may say is a parameter of a private method. Called with the files to look at; prints what it finds.
"""

import ast
import re
import sys
from pathlib import Path

KEY = "classification_"
IN_TEXT = {
    ".xml": re.compile(r"""context\s*=\s*(?:"[^"]*'classification_\w+'\s*:|'[^']*"classification_\w+"\s*:)"""),
    ".js": re.compile(r"""[cC]ontext(?:\?\.|\.)classification_|[cC]ontext\[["']classification_"""),
}


def in_python(source: str) -> list[tuple[int, str]]:
    """The (line, key) of each key that is read from a context, or put into one."""
    return [(node.lineno, key) for node in ast.walk(ast.parse(source)) for key in _keys(node) if key.startswith(KEY)]


def _keys(node) -> list[str]:
    """The keys that a node reads from a context, or puts into one, as far as they stand there as text."""
    match node:
        case ast.Call(func=ast.Attribute(attr="with_context"), args=args, keywords=keywords):
            dicts = [arg for arg in args if isinstance(arg, ast.Dict)]
            return [k.arg for k in keywords if k.arg] + [text for d in dicts for text in _texts(d.keys)]
        case ast.Call(func=ast.Attribute(attr="get" | "pop" | "setdefault", value=value), args=args):
            return _texts(args[:1]) if _is_context(value) else []
        case ast.Subscript(value=value, slice=key):
            return _texts([key]) if _is_context(value) else []
        case ast.Compare(left=left, ops=[ast.In() | ast.NotIn()], comparators=[value]):
            return _texts([left]) if _is_context(value) else []
        case ast.Call(keywords=keywords):
            given = [k.value for k in keywords if k.arg == "context" and isinstance(k.value, ast.Dict)]
            return [text for value in given for text in _texts(value.keys)]
    return []


def _texts(nodes) -> list[str]:
    return [node.value for node in nodes if isinstance(node, ast.Constant) and isinstance(node.value, str)]


def _is_context(node) -> bool:
    name = node.attr if isinstance(node, ast.Attribute) else getattr(node, "id", "")
    return name.strip("_") in ("context", "ctx")


def findings(path: Path) -> list[str]:
    """What is to be mended in a file, one line each."""
    text = path.read_text(encoding="utf-8")
    if path.suffix == ".py":
        found = in_python(text)
    else:
        found = [(text.count("\n", 0, m.start()) + 1, m.group()) for m in IN_TEXT[path.suffix].finditer(text)]
    return [
        f"{path}:{line}: {key}: a context is the client's; let a private method have a parameter" for line, key in found
    ]


if __name__ == "__main__":
    problems = [problem for name in sys.argv[1:] for problem in findings(Path(name))]
    print("\n".join(problems) or "no context carries meaning")
    sys.exit(bool(problems))
