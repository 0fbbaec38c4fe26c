"""Answers requests for rewards: completions come in, one number for each goes out."""
import math

from worker import Refused, arguments, called, counted, kind, serve, shortened


class Said:
    """What a function says besides rewards, through the log_extra and log_metric that it is given, as TRL gives them."""

    def __init__(self, count):
        self.count = count
        self.extra = {}
        self.metrics = {}

    def log_extra(self, column, values):
        if hasattr(values, "tolist"):
            values = values.tolist()
        if not isinstance(values, (list, tuple)):
            raise Refused(f"calls log_extra('{column}', ...) with {kind(values)}, not a list: give a value for each completion")
        if len(values) != self.count:
            raise Refused(
                f"calls log_extra('{column}', ...) with {counted(len(values), 'value')} for"
                f" {counted(self.count, 'completion')}: give one for each, None for none"
            )
        self.extra[str(column)] = [plain(value) for value in values]

    def log_metric(self, name, value):
        try:
            value = float(value)
        except Exception as error:
            raise Refused(f"calls log_metric('{name}', ...) with {kind(value)}, which is not one number") from error
        if math.isfinite(value):
            self.metrics.setdefault(str(name), []).append(value)


def plain(value):
    """A number, a text, or None: whatever else it is, its text."""
    if value is None or isinstance(value, str):
        return value
    if isinstance(value, bool):
        return int(value)
    if hasattr(value, "item"):
        try:
            value = value.item()
        except Exception:
            return str(value)
    if isinstance(value, (int, float)):
        return float(value) if math.isfinite(value) else None
    return str(value)


def call(function, columns, loop, folder):
    """The function's values, as it gives them, and what it says besides."""
    said = Said(len(columns["completions"]))
    given = dict(columns)
    given["log_extra"] = said.log_extra
    given["log_metric"] = said.log_metric
    taken = arguments(function, given)
    return called(function, taken, loop, folder), said


def checked(values, count):
    """One finite number, or None, for each completion."""
    if hasattr(values, "tolist"):
        values = values.tolist()
    if not isinstance(values, (list, tuple)):
        raise Refused(f"returned {kind(values)}, not a list: return a number, or None, for each completion")
    if len(values) != count:
        raise Refused(
            f"returned {counted(len(values), 'value')} for {counted(count, 'completion')}:"
            " return one for each, None for no reward"
        )
    return [number(value, index) for index, value in enumerate(values)]


def number(value, index):
    if value is None:
        return None
    if isinstance(value, (str, bytes)) or not hasattr(value, "__float__"):
        shown = shortened(repr(value).replace("\n", " "))
        raise Refused(f"returned {shown}, which is not a number: return None for no reward", index)
    try:
        value = float(value)
    except Exception as error:
        raise Refused(f"returned {kind(value)}, which is not one number: return None for no reward", index) from error
    if not math.isfinite(value):
        raise Refused(f"returned {value}: return a finite number, or None for no reward", index)
    return value


def answer(function, request, loop, folder):
    values, said = call(function, request, loop, folder)
    rewards = checked(values, len(request["completions"]))
    return {"rewards": rewards, "extra": said.extra, "metrics": said.metrics}


if __name__ == "__main__":
    serve(answer)
