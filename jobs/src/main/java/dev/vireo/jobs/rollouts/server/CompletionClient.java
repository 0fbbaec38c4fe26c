package dev.vireo.jobs.rollouts.server;

import dev.vireo.algorithms.InputException;
import dev.vireo.jobs.runtime.http.ConcurrentCalls;
import dev.vireo.jobs.runtime.http.Requests;
import dev.vireo.jobs.runtime.http.Transport;
import java.net.URI;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;

/** Asks a server for completions, a bounded number of requests at a time. */
public final class CompletionClient {

  private final ServerSettings server;
  private final Requests requests;

  CompletionClient(ServerSettings server, Requests requests) {
    this.server = server;
    this.requests = requests;
  }

  /** A client of a server. */
  public static CompletionClient of(ServerSettings server) {
    return new CompletionClient(server, Requests.of(server.access()));
  }

  /**
   * Sends every query and waits for all answers. The first that fails for good ends the others.
   *
   * @return the completions of each query, in the queries' order
   * @throws InputException if the server cannot be reached, refuses, or answers with something else
   */
  public List<List<ServerCompletion>> complete(List<CompletionQuery> queries) {
    return ConcurrentCalls.all(server.concurrency(), queries, this::ask);
  }

  private List<ServerCompletion> ask(CompletionQuery query) throws InterruptedException {
    URI address = server.address("/v1/completions");
    Duration timeout = Duration.ofSeconds(server.timeoutSeconds());
    byte[] body = RequestWriter.write(server, query);
    byte[] answer = requests.send(new Transport.Call(address, body, timeout), query.key());
    try {
      return Arrays.asList(new AnswerReader(server, query).read(answer));
    } catch (InputException e) {
      throw requests.failure(e.getMessage());
    }
  }
}
