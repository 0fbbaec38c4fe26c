package software.amazon.awssdk.core.exception;

/** Of the name that the AWS SDK's has, which is not on the tests' class path. */
public final class SdkClientException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** As the SDK makes it. */
  public SdkClientException(String message, Throwable cause) {
    super(message, cause);
  }
}
