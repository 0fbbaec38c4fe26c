package dev.vireo.jobs.rollouts.server;

import dev.vireo.algorithms.InputException;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletionService;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorCompletionService;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

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
    return new CompletionClient(server, Requests.of(server));
  }

  /**
   * Sends every query and waits for all answers. The first that fails for good ends the others.
   *
   * @return the completions of each query, in the queries' order
   * @throws InputException if the server cannot be reached, refuses, or answers with something else
   */
  public List<List<ServerCompletion>> complete(List<CompletionQuery> queries) {
    if (queries.isEmpty()) {
      return List.of();
    }
    ExecutorService threads =
        Executors.newFixedThreadPool(
            Math.min(server.concurrency(), queries.size()), CompletionClient::thread);
    try {
      return collect(queries, threads);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("Interrupted while waiting for the rollout server", e);
    } finally {
      threads.shutdownNow();
    }
  }

  private List<List<ServerCompletion>> collect(
      List<CompletionQuery> queries, ExecutorService threads) throws InterruptedException {
    record Answered(int query, List<ServerCompletion> completions) {}
    CompletionService<Answered> service = new ExecutorCompletionService<>(threads);
    List<List<ServerCompletion>> answers = new ArrayList<>();
    for (int i = 0; i < queries.size(); i++) {
      int query = i;
      answers.add(null);
      service.submit(() -> new Answered(query, ask(queries.get(query))));
    }
    for (int i = 0; i < queries.size(); i++) {
      Future<Answered> next = service.take();
      try {
        answers.set(next.get().query(), next.get().completions());
      } catch (ExecutionException e) {
        if (e.getCause() instanceof RuntimeException cause) {
          throw cause;
        }
        throw new IllegalStateException(e.getCause());
      }
    }
    return answers;
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

  private static Thread thread(Runnable work) {
    Thread thread = new Thread(work, "vireo-rollout-request");
    thread.setDaemon(true);
    return thread;
  }
}
