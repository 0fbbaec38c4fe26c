package dev.vireo.jobs.runtime.http;

import java.io.IOException;
import java.net.http.HttpResponse.BodySubscriber;
import java.net.http.HttpResponse.BodySubscribers;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow;

/** The bytes of an answer, unless it is so long that it can be none. */
final class LimitedBody implements BodySubscriber<byte[]> {

  /** Far above 100,000 tokens with their names and log-probabilities for each of 16 completions. */
  private static final long LIMIT = 256L << 20;

  private final BodySubscriber<byte[]> bytes = BodySubscribers.ofByteArray();
  private Flow.Subscription subscription;
  private long length;

  @Override
  public CompletionStage<byte[]> getBody() {
    return bytes.getBody();
  }

  @Override
  public void onSubscribe(Flow.Subscription given) {
    subscription = given;
    bytes.onSubscribe(given);
  }

  @Override
  public void onNext(List<ByteBuffer> buffers) {
    length += buffers.stream().mapToLong(ByteBuffer::remaining).sum();
    if (length > LIMIT) {
      subscription.cancel();
      bytes.onError(new IOException("an answer of more than " + LIMIT + " bytes"));
    } else {
      bytes.onNext(buffers);
    }
  }

  @Override
  public void onError(Throwable failure) {
    bytes.onError(failure);
  }

  @Override
  public void onComplete() {
    bytes.onComplete();
  }
}
