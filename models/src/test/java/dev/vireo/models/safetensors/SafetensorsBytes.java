package dev.vireo.models.safetensors;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** Hand-made safetensors files, sound or not. */
public final class SafetensorsBytes {
  private SafetensorsBytes() {}

  /** A file with this header, its true length before it and this much data behind it. */
  public static Path write(Path file, String header, int dataBytes) throws IOException {
    byte[] json = header.getBytes(StandardCharsets.UTF_8);
    return write(file, json.length, json, new byte[dataBytes]);
  }

  /** A file whose header may lie about its length. */
  public static Path write(Path file, long claimedLength, byte[] header, byte[] data)
      throws IOException {
    ByteBuffer bytes =
        ByteBuffer.allocate(Long.BYTES + header.length + data.length)
            .order(ByteOrder.LITTLE_ENDIAN);
    bytes.putLong(claimedLength).put(header).put(data);
    return Files.write(file, bytes.array());
  }
}
