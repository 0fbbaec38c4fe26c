package dev.vireo.store.files;

import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.nio.file.AccessDeniedException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Describes an object store's exceptions to users. S3A's own messages contain the path twice and
 * class names of the AWS SDK, and repeat everything for each cause.
 */
public final class StoreErrors {
  private static final String S3A = "org.apache.hadoop.fs.s3a.";
  private static final String SDK = "software.amazon.awssdk.";

  /** By name, because the libraries may be absent. */
  private static final Set<String> NO_CREDENTIALS =
      Set.of(
          "NoAuthWithAWSException",
          "NoAwsCredentialsException",
          "CredentialInitializationException");

  private StoreErrors() {}

  /**
   * A one-line reason, without the location; empty if {@code error} does not come from an object
   * store.
   */
  public static Optional<String> reason(Throwable error) {
    List<Throwable> causes = causes(error);
    boolean fromStore =
        causes.stream()
            .map(cause -> cause.getClass().getName())
            .anyMatch(name -> name.startsWith(S3A) || name.startsWith(SDK));
    if (!fromStore) {
      return Optional.empty();
    }
    if (isAbsent(error)) {
      return Optional.of("there is no such bucket");
    }
    if (causes.stream().anyMatch(StoreErrors::isWithoutCredentials)) {
      return Optional.of(
          "there are no credentials for the store: export AWS_ACCESS_KEY_ID and"
              + " AWS_SECRET_ACCESS_KEY, or set fs.s3a.aws.credentials.provider");
    }
    if (causes.stream().anyMatch(AccessDeniedException.class::isInstance)) {
      return Optional.of(
          "the store denies access: check the credentials and their permissions ("
              + firstLine(causes)
              + ")");
    }
    for (Throwable cause : causes) {
      if (cause instanceof UnknownHostException
          || cause instanceof ConnectException
          || cause instanceof NoRouteToHostException
          || cause instanceof SocketTimeoutException) {
        return Optional.of(
            "the store does not answer: check fs.s3a.endpoint and the network ("
                + firstLine(causes)
                + ")");
      }
    }
    return Optional.of(firstLine(causes));
  }

  private static boolean isWithoutCredentials(Throwable cause) {
    return NO_CREDENTIALS.contains(cause.getClass().getSimpleName())
        || String.valueOf(cause.getMessage()).startsWith("Unable to load credentials");
  }

  /**
   * Whether the bucket does not exist or access to it is refused, so that retrying is pointless.
   */
  static boolean isFinal(Throwable error) {
    return isAbsent(error)
        || causes(error).stream().anyMatch(AccessDeniedException.class::isInstance);
  }

  private static boolean isAbsent(Throwable error) {
    return causes(error).stream()
        .anyMatch(cause -> cause.getClass().getSimpleName().equals("UnknownStoreException"));
  }

  /** The store's own words: the first line of the SDK's innermost exception. */
  private static String firstLine(List<Throwable> causes) {
    Throwable shown = causes.get(0);
    for (Throwable cause : causes) {
      if (cause.getClass().getName().startsWith(SDK) && cause.getMessage() != null) {
        shown = cause;
      }
    }
    return String.valueOf(shown.getMessage()).strip().lines().findFirst().orElse("");
  }

  private static List<Throwable> causes(Throwable error) {
    List<Throwable> causes = new ArrayList<>();
    for (Throwable cause = error;
        cause != null && !causes.contains(cause);
        cause = cause.getCause()) {
      causes.add(cause);
    }
    return causes;
  }
}
