package dev.vireo.algorithms.bestofn;

/**
 * A {@link ScalingForm} fitted to points.
 *
 * @param alpha the slope at the start; NaN if the points do not determine it
 * @param beta how fast it falls off; NaN if the points do not determine it
 * @param residual root of the mean squared error of the points
 */
public record ScalingFit(double alpha, double beta, double residual) {}
