package dev.vireo.models.memory;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Bytes in use at the same time, itemised by what uses them.
 *
 * @param parts in the order in which they are reported
 */
public record MemoryEstimate(List<Part> parts) {

  /**
   * One use of memory.
   *
   * @param name what the memory holds, such as {@code gradients}
   * @param bytes at least 0
   */
  public record Part(String name, long bytes) {
    public Part {
      if (bytes < 0) {
        throw new IllegalArgumentException(name + " takes " + bytes + " bytes, which is negative");
      }
    }
  }

  public MemoryEstimate {
    parts = List.copyOf(parts);
  }

  /** An estimate without parts. */
  public static MemoryEstimate none() {
    return new MemoryEstimate(List.of());
  }

  /** This estimate with another part at the end; a part of 0 bytes is left out. */
  public MemoryEstimate plus(String name, long bytes) {
    if (bytes == 0) {
      return this;
    }
    List<Part> more = new ArrayList<>(parts);
    more.add(new Part(name, bytes));
    return new MemoryEstimate(more);
  }

  /** This estimate without the parts of some names. */
  public MemoryEstimate without(String... names) {
    return new MemoryEstimate(
        parts.stream().filter(part -> !List.of(names).contains(part.name())).toList());
  }

  /** The parts that another estimate has too. */
  public MemoryEstimate inBoth(MemoryEstimate other) {
    return new MemoryEstimate(parts.stream().filter(other.parts::contains).toList());
  }

  /** This estimate with every part multiplied by a count. */
  public MemoryEstimate times(int count) {
    return new MemoryEstimate(
        parts.stream().map(part -> new Part(part.name(), part.bytes() * count)).toList());
  }

  /** The sum of two estimates, with the other's parts last. */
  public MemoryEstimate plus(MemoryEstimate other) {
    List<Part> all = new ArrayList<>(parts);
    all.addAll(other.parts);
    return new MemoryEstimate(all);
  }

  /** The sum of all parts. */
  public long total() {
    return parts.stream().mapToLong(Part::bytes).sum();
  }

  /** A text such as {@code gradients 512 MiB, logits 64 MiB}. */
  @Override
  public String toString() {
    return parts.stream()
        .map(part -> part.name() + " " + (part.bytes() >> 20) + " MiB")
        .collect(Collectors.joining(", "));
  }
}
