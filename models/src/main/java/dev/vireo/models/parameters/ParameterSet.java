package dev.vireo.models.parameters;

import dev.vireo.algorithms.CompensatedSum;
import java.io.Externalizable;
import java.io.IOException;
import java.io.ObjectInput;
import java.io.ObjectOutput;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;

/**
 * One number for each element of a model's parameters: their values, a gradient, or a moment of an
 * optimizer. Each parameter has an array of its own, in the order of its {@link ParameterLayout},
 * so the total may exceed the length of an array. Elements are float32 and are indexed across all
 * arrays, from 0.
 *
 * <p>It is serialized as blocks of bytes, because Java's serialization writes the elements of a
 * float array one by one, which would take longer than anything else that happens to a gradient.
 */
public final class ParameterSet implements Externalizable {
  private static final long serialVersionUID = 1L;
  private static final int PER_BUFFER = 1 << 14;

  private float[][] arrays;

  /** For deserialization only. */
  public ParameterSet() {
    this(new float[0][]);
  }

  private ParameterSet(float[][] arrays) {
    this.arrays = arrays;
  }

  /** A set of these arrays, one per parameter in order; not copied. */
  public static ParameterSet of(float[]... arrays) {
    return new ParameterSet(arrays);
  }

  /** A set without parameters. */
  public static ParameterSet empty() {
    return new ParameterSet();
  }

  /** Zeros for the parameters of a layout. */
  public static ParameterSet zeros(ParameterLayout layout) {
    return zeros(layout.parameters().stream().mapToInt(Parameter::size).toArray());
  }

  /**
   * Zeros for parameters of these sizes.
   *
   * @param sizes number of elements of each parameter
   */
  public static ParameterSet zeros(int... sizes) {
    float[][] arrays = new float[sizes.length][];
    for (int i = 0; i < sizes.length; i++) {
      arrays[i] = new float[sizes[i]];
    }
    return new ParameterSet(arrays);
  }

  /** Total number of elements. */
  public long size() {
    long size = 0;
    for (float[] array : arrays) {
      size += array.length;
    }
    return size;
  }

  /** Number of parameters. */
  public int count() {
    return arrays.length;
  }

  /** Whether there are no elements. */
  public boolean isEmpty() {
    return size() == 0;
  }

  /** Number of elements of each parameter. */
  public int[] sizes() {
    return Arrays.stream(arrays).mapToInt(array -> array.length).toArray();
  }

  /** A parameter's elements; not copied. */
  public float[] elements(Parameter parameter) {
    return arrays[parameter.index()];
  }

  /** The elements of the parameter with this index; not copied. */
  public float[] at(int index) {
    return arrays[index];
  }

  /** A deep copy. */
  public ParameterSet copy() {
    float[][] copies = new float[arrays.length][];
    for (int i = 0; i < copies.length; i++) {
      copies[i] = arrays[i].clone();
    }
    return new ParameterSet(copies);
  }

  /**
   * Adds another set to this one, element by element and in place.
   *
   * @throws IllegalArgumentException if the other set has different parameters
   */
  public void add(ParameterSet other) {
    requireLike("The added set", other);
    for (int i = 0; i < arrays.length; i++) {
      float[] to = arrays[i];
      float[] from = other.arrays[i];
      for (int j = 0; j < to.length; j++) {
        to[j] += from[j];
      }
    }
  }

  /** The Euclidean norm of all elements, summed in float64 and in order. */
  public double norm() {
    double sum = 0;
    for (float[] array : arrays) {
      for (float value : array) {
        sum += (double) value * value;
      }
    }
    return Math.sqrt(sum);
  }

  /**
   * The inner product with another set, computed exactly and rounded once.
   *
   * @throws IllegalArgumentException if the other set has different parameters
   */
  public double dot(ParameterSet other) {
    requireLike("The other set", other);
    CompensatedSum sum = new CompensatedSum();
    for (int i = 0; i < arrays.length; i++) {
      float[] one = arrays[i];
      float[] two = other.arrays[i];
      for (int j = 0; j < one.length; j++) {
        // The product of two floats is exact in a double.
        sum.add((double) one[j] * two[j]);
      }
    }
    return sum.value();
  }

  /**
   * A copy of a range of elements.
   *
   * @param from index of the first element
   * @param to index after the last element
   * @return one array
   */
  public float[] slice(long from, long to) {
    float[] slice = new float[Math.toIntExact(to - from)];
    overlaps(
        from,
        slice.length,
        (array, at, inSlice, length) -> System.arraycopy(array, at, slice, inSlice, length));
    return slice;
  }

  /** Overwrites the elements from index {@code from} on; the inverse of {@link #slice}. */
  public void put(long from, float[] slice) {
    overlaps(
        from,
        slice.length,
        (array, at, inSlice, length) -> System.arraycopy(slice, inSlice, array, at, length));
  }

  private interface Overlap {
    void with(float[] array, int at, int inSlice, int length);
  }

  private void overlaps(long from, int length, Overlap overlap) {
    long first = 0;
    int done = 0;
    for (float[] array : arrays) {
      long position = from + done;
      if (done < length && position < first + array.length) {
        int at = (int) (position - first);
        int count = Math.min(array.length - at, length - done);
        overlap.with(array, at, done, count);
        done += count;
      }
      first += array.length;
    }
    if (done < length) {
      throw new IndexOutOfBoundsException(
          "Elements %d to %d do not lie within %d".formatted(from, from + length, first));
    }
  }

  /**
   * Checks that this set belongs to a layout, and returns it.
   *
   * @throws IllegalArgumentException if it has different parameters
   */
  public ParameterSet require(ParameterLayout layout) {
    int[] sizes = layout.parameters().stream().mapToInt(Parameter::size).toArray();
    if (!Arrays.equals(sizes, sizes())) {
      throw new IllegalArgumentException(
          "The layout has %d elements in %d parameters, given are %d in %d"
              .formatted(layout.size(), sizes.length, size(), arrays.length));
    }
    return this;
  }

  /**
   * Checks that another set has the same parameters.
   *
   * @param name name of the other set, for the message
   * @throws IllegalArgumentException if it does not
   */
  public void requireLike(String name, ParameterSet other) {
    if (!Arrays.equals(sizes(), other.sizes())) {
      throw new IllegalArgumentException(
          "%s has %d elements in %d parameters, expected are %d in %d"
              .formatted(name, other.size(), other.arrays.length, size(), arrays.length));
    }
  }

  @Override
  public void writeExternal(ObjectOutput out) throws IOException {
    out.writeInt(arrays.length);
    for (float[] array : arrays) {
      out.writeInt(array.length);
    }
    for (float[] array : arrays) {
      ByteBuffer buffer = buffer(array);
      for (int from = 0; from < array.length; from += PER_BUFFER) {
        int count = Math.min(PER_BUFFER, array.length - from);
        buffer.asFloatBuffer().put(array, from, count);
        out.write(buffer.array(), 0, count * Float.BYTES);
      }
    }
  }

  @Override
  public void readExternal(ObjectInput in) throws IOException {
    int[] sizes = new int[in.readInt()];
    for (int i = 0; i < sizes.length; i++) {
      sizes[i] = in.readInt();
    }
    arrays = room(in, sizes);
    for (float[] array : arrays) {
      ByteBuffer buffer = buffer(array);
      for (int from = 0; from < array.length; from += PER_BUFFER) {
        int count = Math.min(PER_BUFFER, array.length - from);
        in.readFully(buffer.array(), 0, count * Float.BYTES);
        buffer.asFloatBuffer().get(array, from, count);
      }
    }
  }

  /**
   * Allocates arrays. On lack of memory, reads the stream to its end first, because otherwise Java
   * reports the unread bytes instead.
   */
  private static float[][] room(ObjectInput in, int[] sizes) throws IOException {
    try {
      return zeros(sizes).arrays;
    } catch (OutOfMemoryError error) {
      byte[] rest = new byte[PER_BUFFER];
      int read;
      do {
        read = in.read(rest);
      } while (read >= 0);
      throw error;
    }
  }

  private static ByteBuffer buffer(float[] array) {
    int count = Math.min(PER_BUFFER, array.length);
    return ByteBuffer.allocate(count * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
  }

  /** Compares all elements, as {@link Arrays#equals(float[], float[])} does. */
  @Override
  public boolean equals(Object other) {
    return other instanceof ParameterSet that && Arrays.deepEquals(arrays, that.arrays);
  }

  @Override
  public int hashCode() {
    return Arrays.deepHashCode(arrays);
  }

  @Override
  public String toString() {
    return "%d elements in %d parameters".formatted(size(), arrays.length);
  }
}
