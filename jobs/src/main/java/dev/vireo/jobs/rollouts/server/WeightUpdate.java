package dev.vireo.jobs.rollouts.server;

import dev.vireo.algorithms.InputException;
import dev.vireo.jobs.runtime.http.Requests;
import dev.vireo.jobs.runtime.http.Transport;
import dev.vireo.jobs.runtime.settings.SettingsMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Makes a server serve a policy, in the way the settings say; on the driver. */
public final class WeightUpdate {

  private static final Duration POLL = Duration.ofSeconds(2);

  /**
   * A checkpoint as others can find it.
   *
   * @param directory its Hugging Face directory, or its adapter's, on this machine; made absolute,
   *     since others start elsewhere
   * @param uri its place in the run directory
   * @param step optimizer steps so far
   */
  public record Weights(Path directory, String uri, long step) {
    public Weights {
      directory = directory.toAbsolutePath().normalize();
    }
  }

  private final ServerSettings server;
  private final Requests requests;

  WeightUpdate(ServerSettings server, Requests requests) {
    this.server = server;
    this.requests = requests;
  }

  /** Updates of a server. */
  public static WeightUpdate of(ServerSettings server) {
    return new WeightUpdate(server, Requests.of(server.access()));
  }

  /**
   * Sets the link, runs the command, sends the requests and waits for health, whatever of these the
   * settings have. Doing it again for the same weights does no harm that the server's own answers
   * do not name.
   *
   * @throws InputException if one of them fails
   */
  public void run(Weights weights) {
    WeightSettings settings = server.weights();
    try {
      if (settings.link() != null) {
        link(Path.of(settings.link()), weights.directory());
      }
      if (!settings.command().isEmpty()) {
        new WeightCommand(requests).run(command(settings.command(), weights), settings);
      }
      for (PostSettings post : settings.posts()) {
        post(post, weights);
      }
      if (settings.health() != null) {
        awaitHealth(settings);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("Interrupted while updating the rollout server", e);
    }
  }

  /** The link is replaced by one rename, so that a reader finds the old or the new directory. */
  private static void link(Path link, Path directory) {
    if (Files.exists(link, LinkOption.NOFOLLOW_LINKS) && !Files.isSymbolicLink(link)) {
      throw new InputException(
          "rollouts.server.weights.link is "
              + link
              + ", which is not a symbolic link; name another path");
    }
    Path next = link.resolveSibling(link.getFileName() + ".vireo");
    try {
      Files.deleteIfExists(next);
      Files.createSymbolicLink(next, directory);
      Files.move(next, link, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException e) {
      throw new InputException(
          "Cannot set rollouts.server.weights.link, "
              + link
              + ", to "
              + directory
              + ": its folder must exist and be writable",
          e);
    }
  }

  private static List<String> command(List<String> configured, Weights weights) {
    List<String> command = new ArrayList<>();
    boolean named = false;
    for (String argument : configured) {
      String filled = filled(argument, weights);
      named |= !filled.equals(argument);
      command.add(filled);
    }
    if (!named) {
      command.add(weights.directory().toString());
    }
    return command;
  }

  private void post(PostSettings post, Weights weights) throws InterruptedException {
    byte[] body;
    try {
      body = SettingsMapper.mapper().writeValueAsBytes(filled(post.body(), weights));
    } catch (IOException e) {
      throw new IllegalStateException("A tree is always JSON", e);
    }
    Duration timeout = Duration.ofSeconds(server.weights().timeoutSeconds());
    byte[] answer =
        requests.send(
            new Transport.Call(server.address(post.path()), body, timeout), weights.step());
    if (AnswerFlag.saysFailure(answer)) {
      throw requests.failure(
          "The rollout server at "
              + server.address(post.path())
              + " reported that it did not take the weights ("
              + AnswerFlag.reason(answer)
              + "): correct rollouts.server.weights.posts, or look at its log");
    }
  }

  private void awaitHealth(WeightSettings settings) throws InterruptedException {
    Transport.Call call = new Transport.Call(server.address(settings.health()), null, POLL);
    long polls = 1 + settings.timeoutSeconds() / POLL.toSeconds();
    for (long poll = 0; !requests.succeeds(call); poll++) {
      if (poll == polls) {
        throw requests.failure(
            "The rollout server at "
                + call.address()
                + " was not healthy within "
                + settings.timeoutSeconds()
                + " s after its weights changed: look at its log, or raise"
                + " rollouts.server.weights.timeout-seconds");
      }
      requests.sleep(POLL);
    }
  }

  private static Object filled(Object value, Weights weights) {
    if (value instanceof String text) {
      return filled(text, weights);
    }
    if (value instanceof List<?> list) {
      return list.stream().map(element -> filled(element, weights)).toList();
    }
    if (value instanceof Map<?, ?> map) {
      Map<Object, Object> filled = new LinkedHashMap<>();
      map.forEach((key, inner) -> filled.put(key, filled(inner, weights)));
      return filled;
    }
    return value;
  }

  private static String filled(String text, Weights weights) {
    return text.replace("{directory}", weights.directory().toString())
        .replace("{uri}", weights.uri())
        .replace("{step}", Long.toString(weights.step()));
  }
}
