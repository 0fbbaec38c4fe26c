package dev.vireo.algorithms.bestofn;

/**
 * An estimate with its confidence interval.
 *
 * @param value the estimate
 * @param low lower end
 * @param high upper end
 */
public record Interval(double value, double low, double high) {}
