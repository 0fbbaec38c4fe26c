package dev.vireo.jobs.training;

import java.io.Externalizable;
import java.io.IOException;
import java.io.ObjectInput;
import java.io.ObjectOutput;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * Numbers that cross the network as one block of bytes. Java's serialization writes an array of
 * floats one by one, which takes longer than anything else that happens to a gradient.
 */
public final class PackedFloats implements Externalizable {
  private static final long serialVersionUID = 1L;
  private static final int PER_BUFFER = 1 << 14;

  private float[] values;

  /** Only for deserialization. */
  public PackedFloats() {
    this(new float[0]);
  }

  /**
   * @param values not copied
   */
  PackedFloats(float[] values) {
    this.values = values;
  }

  /** The numbers; not copied. */
  float[] values() {
    return values;
  }

  @Override
  public void writeExternal(ObjectOutput out) throws IOException {
    out.writeInt(values.length);
    ByteBuffer buffer = buffer();
    for (int from = 0; from < values.length; from += PER_BUFFER) {
      int count = Math.min(PER_BUFFER, values.length - from);
      buffer.asFloatBuffer().put(values, from, count);
      out.write(buffer.array(), 0, count * Float.BYTES);
    }
  }

  @Override
  public void readExternal(ObjectInput in) throws IOException {
    values = array(in);
    ByteBuffer buffer = buffer();
    for (int from = 0; from < values.length; from += PER_BUFFER) {
      int count = Math.min(PER_BUFFER, values.length - from);
      in.readFully(buffer.array(), 0, count * Float.BYTES);
      buffer.asFloatBuffer().get(values, from, count);
    }
  }

  /** Reads on where there is no room: bytes left over would have Java tell of those instead. */
  private static float[] array(ObjectInput in) throws IOException {
    int length = in.readInt();
    try {
      return new float[length];
    } catch (OutOfMemoryError error) {
      byte[] rest = new byte[PER_BUFFER];
      int read;
      do {
        read = in.read(rest);
      } while (read >= 0);
      throw error;
    }
  }

  private ByteBuffer buffer() {
    int count = Math.min(PER_BUFFER, values.length);
    return ByteBuffer.allocate(count * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
  }
}
