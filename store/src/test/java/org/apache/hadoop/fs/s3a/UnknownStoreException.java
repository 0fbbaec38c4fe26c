package org.apache.hadoop.fs.s3a;

import java.io.IOException;

/** Of the name that S3A's has, which is not on the tests' class path. */
public final class UnknownStoreException extends IOException {
  private static final long serialVersionUID = 1L;

  /** As S3A makes it. */
  public UnknownStoreException(String message, Throwable cause) {
    super(message, cause);
  }
}
