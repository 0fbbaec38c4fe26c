package dev.vireo.reports.tracking;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.CRC32C;

/** Reads an event file back, checking every checksum. */
record EventFile(String version, List<Scalar> scalars) {

  /** One value at one step. */
  record Scalar(double seconds, long step, String tag, float value) {}

  static EventFile read(Path file) throws IOException {
    ByteBuffer in = ByteBuffer.wrap(Files.readAllBytes(file)).order(ByteOrder.LITTLE_ENDIAN);
    String version = "";
    List<Scalar> scalars = new ArrayList<>();
    while (in.hasRemaining()) {
      byte[] length = new byte[Long.BYTES];
      in.get(length);
      assertThat(in.getInt()).as("checksum of the length").isEqualTo(masked(length));
      byte[] data =
          new byte[(int) ByteBuffer.wrap(length).order(ByteOrder.LITTLE_ENDIAN).getLong()];
      in.get(data);
      assertThat(in.getInt()).as("checksum of the data").isEqualTo(masked(data));
      version = event(data, scalars, version);
    }
    return new EventFile(version, scalars);
  }

  /** The masking as its specification puts it. */
  private static int masked(byte[] data) {
    CRC32C crc = new CRC32C();
    crc.update(data);
    long value = crc.getValue();
    return (int) (((value >>> 15 | value << 17) & 0xffffffffL) + 0xa282ead8L);
  }

  private static String event(byte[] data, List<Scalar> scalars, String known) {
    ByteBuffer in = ByteBuffer.wrap(data).order(ByteOrder.LITTLE_ENDIAN);
    double seconds = 0;
    long step = 0;
    String version = known;
    while (in.hasRemaining()) {
      int key = in.get();
      switch (key) {
        case 0x09 -> seconds = in.getDouble();
        case 0x10 -> step = varint(in);
        case 0x1a -> version = new String(bytes(in), StandardCharsets.UTF_8);
        case 0x2a -> summary(bytes(in), seconds, step, scalars);
        default -> throw new AssertionError("key " + key);
      }
    }
    return version;
  }

  private static void summary(byte[] data, double seconds, long step, List<Scalar> scalars) {
    ByteBuffer in = ByteBuffer.wrap(data).order(ByteOrder.LITTLE_ENDIAN);
    while (in.hasRemaining()) {
      assertThat(in.get()).isEqualTo((byte) 0x0a);
      ByteBuffer value = ByteBuffer.wrap(bytes(in)).order(ByteOrder.LITTLE_ENDIAN);
      assertThat(value.get()).isEqualTo((byte) 0x0a);
      String tag = new String(bytes(value), StandardCharsets.UTF_8);
      assertThat(value.get()).isEqualTo((byte) 0x15);
      scalars.add(new Scalar(seconds, step, tag, value.getFloat()));
      assertThat(value.hasRemaining()).isFalse();
    }
  }

  private static byte[] bytes(ByteBuffer in) {
    byte[] bytes = new byte[(int) varint(in)];
    in.get(bytes);
    return bytes;
  }

  private static long varint(ByteBuffer in) {
    long value = 0;
    for (int shift = 0; ; shift += 7) {
      byte part = in.get();
      value |= (part & 0x7fL) << shift;
      if (part >= 0) {
        return value;
      }
    }
  }
}
