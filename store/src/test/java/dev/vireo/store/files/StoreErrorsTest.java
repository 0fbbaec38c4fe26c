package dev.vireo.store.files;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.ConnectException;
import java.nio.file.AccessDeniedException;
import org.apache.hadoop.fs.s3a.UnknownStoreException;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.core.exception.SdkClientException;

class StoreErrorsTest {
  private static final String LOCATION = "s3a://lake/run";

  private static String told(IOException error) {
    return StorageException.of("read", LOCATION, error).getMessage();
  }

  @Test
  void aBucketThatIsNotThere() {
    SdkClientException said = new SdkClientException("The specified bucket does not exist", null);
    IOException error = new UnknownStoreException("getFileStatus on " + LOCATION, said);
    assertThat(told(error)).isEqualTo("Cannot read s3a://lake/run: there is no such bucket");
    assertThat(StoreErrors.isFinal(error)).isTrue();
  }

  @Test
  void refusedAccessSaysWhatTheStoreSaid() {
    IOException error =
        new AccessDeniedException(LOCATION, null, "getFileStatus on " + LOCATION + ": S3Exception");
    error.initCause(new SdkClientException("Forbidden (Status Code: 403)\n at somewhere", null));
    assertThat(told(error))
        .isEqualTo(
            "Cannot read s3a://lake/run: the store denies access: check the credentials and their"
                + " permissions (Forbidden (Status Code: 403))");
    assertThat(StoreErrors.isFinal(error)).isTrue();
  }

  @Test
  void missingCredentialsAreNoRefusal() {
    IOException error = new AccessDeniedException(LOCATION, null, "No AWS credentials provided");
    error.initCause(new SdkClientException("Unable to load credentials from anywhere", null));
    assertThat(told(error))
        .startsWith("Cannot read s3a://lake/run: there are no credentials for the store: export");
  }

  @Test
  void anEndpointThatDoesNotAnswer() {
    SdkClientException said =
        new SdkClientException(
            "Connect to 127.0.0.1:9 failed: Connection refused",
            new ConnectException("Connection refused"));
    IOException error = new IOException("getFileStatus on " + LOCATION, said);
    assertThat(told(error))
        .isEqualTo(
            "Cannot read s3a://lake/run: the store does not answer: check fs.s3a.endpoint and the"
                + " network (Connect to 127.0.0.1:9 failed: Connection refused)");
    assertThat(StoreErrors.isFinal(error)).isFalse();
  }

  @Test
  void anythingElseOfTheStoreIsToldInItsWords() {
    IOException error = new IOException("op: op: op", new SdkClientException("Slow down", null));
    assertThat(told(error)).isEqualTo("Cannot read s3a://lake/run: Slow down");
  }

  @Test
  void whatIsNotOfAStoreIsLeftAlone() {
    assertThat(StoreErrors.reason(new IOException(new ConnectException("refused")))).isEmpty();
  }
}
