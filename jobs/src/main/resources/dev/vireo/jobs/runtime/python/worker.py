"""Runs one function for Vireo, in a process of its own: SCRIPT FOLDER FILE FUNCTION, where each protocol's script imports
this.

Loads FUNCTION of FOLDER/CODE/FILE and answers requests: one JSON object a line, over what were standard input and
output. The function itself finds nothing to read there, and what it prints goes to standard error, which Vireo logs.
Ends, and removes FOLDER, when nobody can ask any more. Needs Python 3.9 and nothing else.
"""
import asyncio
import importlib.util
import inspect
import json
import os
import queue
import shutil
import signal
import sys
import threading
import traceback

SHOWN = 300


class Refused(Exception):
    """The function did what it may not, or raised. Has the place of what was asked that this is about, if any."""

    def __init__(self, message, index=None, raised=False):
        super().__init__(message)
        self.index = index
        self.raised = raised


def channel():
    """Keeps standard input and output for the protocol, and leaves the function others."""
    requests = os.fdopen(os.dup(0), "rb")
    replies = os.fdopen(os.dup(1), "wb")
    nothing = os.open(os.devnull, os.O_RDONLY)
    os.dup2(nothing, 0)
    os.close(nothing)
    os.dup2(2, 1)
    for stream in (sys.stdout, sys.stderr):
        stream.reconfigure(errors="backslashreplace", line_buffering=True)
    return requests, replies


def listen(requests, folder):
    """Requests as they come. When there will be none, ends the process, whatever the function is at."""
    received = queue.Queue()

    def read():
        for line in requests:
            received.put(line)
        shutil.rmtree(folder, ignore_errors=True)
        os._exit(0)

    threading.Thread(target=read, daemon=True).start()
    while True:
        yield json.loads(received.get())


def load(folder, file, name):
    """The function of that name."""
    sys.path[0] = folder
    # The user may have a file of this name.
    sys.modules.pop(__name__, None)
    spec = importlib.util.spec_from_file_location(os.path.splitext(file)[0], os.path.join(folder, file))
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    try:
        spec.loader.exec_module(module)
    except BaseException as error:
        raise Refused(f"cannot be loaded: {told(error, folder)}") from error
    function = getattr(module, name, None)
    if not callable(function):
        known = [
            key
            for key, value in vars(module).items()
            if inspect.isfunction(value) and value.__module__ == spec.name and not key.startswith("_")
        ]
        raise Refused(f"has no function '{name}'; it has {', '.join(known) or 'none'}: name one in option 'function'")
    return function


def told(error, folder):
    """An exception as one line, with the place in the user's files where it arose."""
    lines = str(error).strip().splitlines()
    text = f"{type(error).__name__}: {shortened(lines[0])}" if lines else type(error).__name__
    if isinstance(error, SyntaxError) and error.filename:
        text = f"{type(error).__name__}: {error.msg}"
        return f"{text} ({os.path.basename(error.filename)}, line {error.lineno})"
    frames = [frame for frame in traceback.extract_tb(error.__traceback__) if frame.filename.startswith(folder)]
    return f"{text} ({os.path.basename(frames[-1].filename)}, line {frames[-1].lineno})" if frames else text


def shortened(text):
    return text if len(text) <= SHOWN else text[:SHOWN] + "..."


def arguments(function, given):
    """Those of the columns that the function takes: all of them if it takes any."""
    try:
        parameters = inspect.signature(function).parameters.values()
    except (TypeError, ValueError):
        return given
    if any(each.kind is each.VAR_KEYWORD for each in parameters):
        taken = given
    else:
        names = {each.name for each in parameters}
        taken = {name: value for name, value in given.items() if name in names}
    missing = [name for name in needed(function) if name not in given]
    if missing:
        raise Refused(f"needs '{missing[0]}', which no prompt has: list the column in prompts.attribute-columns")
    return taken


def needed(function):
    """The arguments that the function cannot be called without."""
    try:
        parameters = inspect.signature(function).parameters.values()
    except (TypeError, ValueError):
        return []
    return [
        each.name
        for each in parameters
        if each.default is each.empty and each.kind in (each.POSITIONAL_OR_KEYWORD, each.KEYWORD_ONLY)
    ]


async def awaited(value):
    return await value


def called(function, taken, loop, folder):
    """What the function returns, awaited where it is to be."""
    try:
        value = function(**taken)
        return loop.run_until_complete(awaited(value)) if inspect.isawaitable(value) else value
    except Refused:
        raise
    except BaseException as error:
        traceback.print_exc()
        raise Refused(told(error, folder), raised=True) from error


def counted(number, thing):
    return f"{number} {thing}" if number == 1 else f"{number} {thing}s"


def kind(value):
    return "None" if value is None else f"a value of type {type(value).__name__}"


def serve(answer):
    """Loads the function, and answers requests by answer(function, request, loop, folder)."""
    folder, file, name = sys.argv[1:]
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    requests, replies = channel()

    def reply(content):
        replies.write(json.dumps(content, allow_nan=False).encode() + b"\n")
        replies.flush()

    code = os.path.join(folder, "code")
    loop = asyncio.new_event_loop()
    asyncio.set_event_loop(loop)
    received = listen(requests, folder)
    try:
        if sys.version_info < (3, 9):
            raise Refused("needs Python 3.9 or newer, and this is " + sys.version.split()[0])
        function = load(code, file, name)
        reply({"needs": needed(function)})
    except Refused as refused:
        traceback.print_exc()
        reply({"error": str(refused)})
        return
    for request in received:
        try:
            reply(answer(function, request, loop, code))
        except Refused as refused:
            reply({"error": str(refused), "index": refused.index, "raised": refused.raised})
