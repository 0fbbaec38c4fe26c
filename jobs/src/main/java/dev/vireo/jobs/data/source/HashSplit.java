package dev.vireo.jobs.data.source;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/** Decides by hash what is held out. */
public final class HashSplit {
  private HashSplit() {}

  /**
   * Whether the key is among the given fraction: the same for the same key, regardless of what else
   * there is, and still so with a larger fraction.
   */
  public static boolean isHeldOut(String key, double fraction) {
    try {
      byte[] hash =
          MessageDigest.getInstance("SHA-256").digest(key.getBytes(StandardCharsets.UTF_8));
      return (ByteBuffer.wrap(hash).getLong() >>> 11) * 0x1p-53 < fraction;
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
