"""Writes the file of ClusteredErrorsGoldenTest: a regression with standard errors clustered by prompt, as statsmodels
computes it, among all rows and within clusters. Needs numpy and statsmodels, nothing of Vireo.

    python checks/interop/clustered_errors.py
"""

import pathlib

import numpy
import statsmodels
import statsmodels.api

TARGET = pathlib.Path(__file__).parents[2] / "algorithms/src/test/resources"
CLUSTERS, ROWS = 9, 4


def main():
    draw = numpy.random.default_rng(17)
    cluster = numpy.repeat(numpy.arange(CLUSTERS), ROWS)
    difficulty = draw.normal(size=CLUSTERS)[cluster]
    features = numpy.column_stack([
        numpy.round(200 + 40 * draw.normal(size=cluster.size) + 30 * difficulty),
        draw.poisson(1.5, size=cluster.size),
    ]).astype(float)
    reward = numpy.round(difficulty + features @ [0.004, -0.1] + draw.normal(size=cluster.size), 6)
    lines = [f"row,{group},{x},{z},{y}" for group, (x, z), y in zip(cluster, features, reward)]
    lines += [line("pooled", statsmodels.api.add_constant(features), reward, cluster),
              line("within", centred(features, cluster), centred(reward, cluster), cluster)]
    name = f"clustered_errors-statsmodels-{statsmodels.__version__.rsplit('.', 1)[0]}.csv"
    (TARGET / name).write_text("\n".join(lines) + "\n")
    print(TARGET / name)


def centred(values, cluster):
    means = numpy.array([values[cluster == each].mean(axis=0) for each in range(CLUSTERS)])
    return values - means[cluster]


def line(name, features, reward, cluster):
    fitted = statsmodels.api.OLS(reward, features).fit(cov_type="cluster", cov_kwds={"groups": cluster})
    numbers = [*fitted.params[-2:], *fitted.bse[-2:]]
    return ",".join([name, *(repr(float(number)) for number in numbers)])


if __name__ == "__main__":
    main()
