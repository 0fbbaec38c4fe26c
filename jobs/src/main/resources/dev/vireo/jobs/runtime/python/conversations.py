"""Answers requests for what comes next in conversations: each goes on with messages, or ends with a reward or none."""
import math

from worker import Refused, arguments, called, kind, serve, shortened

WHAT_TO_DO = "return a text, a message or a list of messages to go on, None or a number to end"


def step(value, index):
    """One conversation's next step, of what the function returned for it."""
    if value is None:
        return {"reward": None}
    if isinstance(value, str):
        return {"messages": [{"role": "user", "content": value}]}
    if isinstance(value, dict):
        value = [value]
    if isinstance(value, (list, tuple)):
        if not value:
            raise Refused(f"returned an empty list: {WHAT_TO_DO}", index)
        return {"messages": [message(each, index) for each in value]}
    # NumPy's too, which is of another class.
    if type(value).__name__ in ("bool", "bool_"):
        raise Refused(f"returned {value}, which is not a reward: {WHAT_TO_DO}", index)
    if not hasattr(value, "__float__"):
        raise Refused(f"returned {kind(value)}: {WHAT_TO_DO}", index)
    try:
        reward = float(value)
    except Exception as error:
        raise Refused(f"returned {kind(value)}, which is not one number: {WHAT_TO_DO}", index) from error
    if not math.isfinite(reward):
        raise Refused(f"returned {value}: a reward must be finite, or None for none", index)
    return {"reward": reward}


def message(value, index):
    """A message of the user's or a tool's."""
    shown = shortened(repr(value).replace("\n", " "))
    if not isinstance(value, dict) or not all(isinstance(value.get(key), str) for key in ("role", "content")):
        raise Refused(f"returned the message {shown}: it must have texts under 'role' and 'content'", index)
    return {"role": value["role"], "content": value["content"]}


def answer(function, request, loop, folder):
    steps = []
    for index, conversation in enumerate(request["conversations"]):
        try:
            steps.append(step(called(function, arguments(function, conversation), loop, folder), index))
        except Refused as refused:
            refused.index = index
            raise
    return {"steps": steps}


if __name__ == "__main__":
    serve(answer)
