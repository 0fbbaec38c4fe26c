"""Golden trajectory of AdamW with clip_grad_norm_, in float64, after torch's documentation. Run: python3 adamw_golden.py"""
import json, math
import numpy as np

rng = np.random.default_rng(7)
p = np.round(rng.normal(size=5), 3)
settings = dict(lr=0.05, warmup=3, beta1=0.9, beta2=0.98, eps=1e-6, decay=0.1, max_norm=1.5)
m = np.zeros(5)
v = np.zeros(5)
lines = [dict(settings=settings, parameters=p.tolist())]
for t in range(1, 7):
    g = np.round(rng.normal(size=5) * (2.0 if t % 2 else 0.2), 3)
    norm = math.sqrt(float((g * g).sum()))
    clip = min(1.0, settings["max_norm"] / (norm + 1e-6))
    lr = settings["lr"] * min(1.0, t / settings["warmup"])
    c = g * clip
    p = p * (1 - lr * settings["decay"])
    m = settings["beta1"] * m + (1 - settings["beta1"]) * c
    v = settings["beta2"] * v + (1 - settings["beta2"]) * c * c
    step = lr / (1 - settings["beta1"] ** t)
    denominator = np.sqrt(v) / math.sqrt(1 - settings["beta2"] ** t) + settings["eps"]
    p = p - step * m / denominator
    lines.append(dict(gradient=g.tolist(), norm=norm, parameters=p.tolist(), first=m.tolist(), second=v.tolist()))
for line in lines:
    print(json.dumps(line))
