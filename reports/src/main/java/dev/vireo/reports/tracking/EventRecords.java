package dev.vireo.reports.tracking;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.zip.CRC32C;

/**
 * TensorBoard's event records: {@code Event} messages of event.proto, framed as TFRecords.
 *
 * <p>Of Protocol Buffers this needs two wire types and three messages, which have not changed since
 * 2015; a library for them would bring a second version of what Spark has in its class path.
 */
final class EventRecords {

  private static final int VARINT = 0;
  private static final int FIXED_64 = 1;
  private static final int BYTES = 2;
  private static final int FIXED_32 = 5;

  private final ByteArrayOutputStream file = new ByteArrayOutputStream();

  /** The first record of a file. */
  EventRecords version(double seconds) {
    ByteArrayOutputStream event = new ByteArrayOutputStream();
    fixed64(event, 1, seconds);
    bytes(event, 3, "brain.Event:2".getBytes(StandardCharsets.UTF_8));
    record(event.toByteArray());
    return this;
  }

  /** A record with the scalars of one step. */
  EventRecords scalars(double seconds, Measurement measurement) {
    ByteArrayOutputStream summary = new ByteArrayOutputStream();
    measurement
        .values()
        .forEach(
            (name, scalar) -> {
              ByteArrayOutputStream value = new ByteArrayOutputStream();
              String tag = measurement.series() + "/" + name;
              bytes(value, 1, tag.getBytes(StandardCharsets.UTF_8));
              fixed32(value, 2, scalar.floatValue());
              bytes(summary, 1, value.toByteArray());
            });
    ByteArrayOutputStream event = new ByteArrayOutputStream();
    fixed64(event, 1, seconds);
    key(event, 2, VARINT);
    varint(event, measurement.step());
    bytes(event, 5, summary.toByteArray());
    record(event.toByteArray());
    return this;
  }

  /** All records so far. */
  byte[] toByteArray() {
    return file.toByteArray();
  }

  /** Length, its checksum, the data, their checksum. */
  private void record(byte[] data) {
    byte[] length = little(Long.BYTES).putLong(data.length).array();
    file.writeBytes(length);
    file.writeBytes(little(Integer.BYTES).putInt(masked(length)).array());
    file.writeBytes(data);
    file.writeBytes(little(Integer.BYTES).putInt(masked(data)).array());
  }

  /** CRC-32C, rotated and shifted as TFRecords have it. */
  static int masked(byte[] data) {
    CRC32C crc = new CRC32C();
    crc.update(data);
    return Integer.rotateRight((int) crc.getValue(), 15) + 0xa282ead8;
  }

  private static ByteBuffer little(int bytes) {
    return ByteBuffer.allocate(bytes).order(ByteOrder.LITTLE_ENDIAN);
  }

  private static void key(ByteArrayOutputStream out, int field, int wireType) {
    varint(out, (long) field << 3 | wireType);
  }

  private static void fixed64(ByteArrayOutputStream out, int field, double value) {
    key(out, field, FIXED_64);
    out.writeBytes(little(Long.BYTES).putDouble(value).array());
  }

  private static void fixed32(ByteArrayOutputStream out, int field, float value) {
    key(out, field, FIXED_32);
    out.writeBytes(little(Integer.BYTES).putFloat(value).array());
  }

  private static void bytes(ByteArrayOutputStream out, int field, byte[] value) {
    key(out, field, BYTES);
    varint(out, value.length);
    out.writeBytes(value);
  }

  private static void varint(ByteArrayOutputStream out, long value) {
    long rest = value;
    while ((rest & ~0x7fL) != 0) {
      out.write((int) (rest & 0x7f | 0x80));
      rest >>>= 7;
    }
    out.write((int) rest);
  }
}
