package dev.vireo.store.files;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/** Java's own SHA-256. */
public final class Sha256 {
  private Sha256() {}

  /** A new digest. */
  public static MessageDigest digest() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("Every Java has SHA-256", e);
    }
  }
}
