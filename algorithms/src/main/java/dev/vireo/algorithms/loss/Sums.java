package dev.vireo.algorithms.loss;

import java.io.Serializable;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Named totals over micro-batches: sums, and least and greatest values. They are merged in the
 * order of micro-batches and shards, so that their bits do not depend on who computed what.
 */
public final class Sums implements Serializable {
  private static final long serialVersionUID = 1;

  private final TreeMap<String, Double> added = new TreeMap<>();
  private final TreeMap<String, Double> least = new TreeMap<>();
  private final TreeMap<String, Double> greatest = new TreeMap<>();

  /** Adds to a sum. */
  public Sums add(String name, double value) {
    added.merge(name, value, Double::sum);
    return this;
  }

  /** Keeps the lesser value. */
  public Sums least(String name, double value) {
    least.merge(name, value, Math::min);
    return this;
  }

  /** Keeps the greater value. */
  public Sums greatest(String name, double value) {
    greatest.merge(name, value, Math::max);
    return this;
  }

  /** Takes in the totals of what comes after. */
  public Sums merge(Sums later) {
    later.added.forEach(this::add);
    later.least.forEach(this::least);
    later.greatest.forEach(this::greatest);
    return this;
  }

  /** A sum; 0 if nothing was added. */
  public double sum(String name) {
    return added.getOrDefault(name, 0.0);
  }

  /** A sum over another; NaN if the other is 0. */
  public double ratio(String name, String over) {
    return sum(name) / sum(over);
  }

  /** The least value; plus infinity if there was none. */
  public double leastOf(String name) {
    return least.getOrDefault(name, Double.POSITIVE_INFINITY);
  }

  /** The greatest value; minus infinity if there was none. */
  public double greatestOf(String name) {
    return greatest.getOrDefault(name, Double.NEGATIVE_INFINITY);
  }

  /** All sums by name. */
  public SortedMap<String, Double> sums() {
    return new TreeMap<>(added);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Sums sums
        && added.equals(sums.added)
        && least.equals(sums.least)
        && greatest.equals(sums.greatest);
  }

  @Override
  public int hashCode() {
    return Map.of("added", added, "least", least, "greatest", greatest).hashCode();
  }

  @Override
  public String toString() {
    return "added " + added + ", least " + least + ", greatest " + greatest;
  }
}
