package dev.vireo.benchmarks.learning.report;

import dev.vireo.benchmarks.learning.grid.Cell;

/**
 * A point of a cell's curve.
 *
 * @param cell whose
 * @param iteration that ended there; 0 for the base
 * @param target held-out mean of what is wanted
 * @param reward held-out mean of what is rewarded
 * @param kl to the base, per token, measured while that iteration trained, of the first for the
 *     base; NaN where the objective has no KL penalty, as it is not measured then
 * @param entropy per token, measured likewise
 * @param seconds of the stages of the iterations until then, evaluations left out
 */
public record Point(
    Cell cell,
    int iteration,
    double target,
    double reward,
    double kl,
    double entropy,
    double seconds) {}
