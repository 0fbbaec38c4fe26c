package dev.vireo.jobs.rollouts.server;

import dev.vireo.algorithms.InputException;
import dev.vireo.jobs.runtime.settings.Require;
import java.io.Serializable;
import java.util.List;

/**
 * How a server comes to serve each iteration's policy. What is given is done in this order, before
 * the first prompt of an iteration is sent: link, command, requests, health.
 *
 * <p>In the command and the requests, <code>{directory}</code> stands for the checkpoint's
 * directory on the driver's machine, <code>{uri}</code> for its place in the run directory, and
 * <code>{step}</code> for its step. Commands come from the configuration alone and are started as
 * they are, not through a shell.
 *
 * @param mode how the server gets new weights; has no default, since a server without them would
 *     silently sample from an old policy
 * @param link a symbolic link that is set to the checkpoint's directory; null for none
 * @param command a program and its arguments, run on the driver; the directory is appended if no
 *     argument contains a placeholder; empty for none
 * @param posts HTTP requests, in order
 * @param health path that is requested afterwards until it answers 200; null for none
 * @param timeoutSeconds how long the command, each request, and the wait for health may take
 */
public record WeightSettings(
    WeightMode mode,
    String link,
    List<String> command,
    List<PostSettings> posts,
    String health,
    int timeoutSeconds)
    implements Serializable {

  public WeightSettings {
    command = command == null ? List.of() : List.copyOf(command);
    posts = posts == null ? List.of() : List.copyOf(posts);
    Require.atLeast("timeout-seconds", timeoutSeconds, 1);
    if (health != null && !health.startsWith("/")) {
      throw new InputException("health is " + health + "; it must begin with /");
    }
    boolean hasRequests = !command.isEmpty() || !posts.isEmpty();
    if (mode == WeightMode.NONE && (hasRequests || link != null)) {
      throw new InputException("mode is none; with link, command or posts it must be reload");
    }
    if (mode == WeightMode.RELOAD && !hasRequests) {
      throw new InputException("mode is reload; it needs a command or posts");
    }
    if (mode == WeightMode.PATH && (hasRequests || link == null)) {
      throw new InputException("mode is path; it needs a link, and neither command nor posts");
    }
  }

  /** Nothing is decided; whoever uses a server must. */
  public static WeightSettings defaults() {
    return new WeightSettings(null, null, List.of(), List.of(), null, 600);
  }
}
