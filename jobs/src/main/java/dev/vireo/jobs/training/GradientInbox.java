package dev.vireo.jobs.training;

import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Where tasks leave their gradients when they run in the driver's own process, as those of a local
 * master do: nothing is turned into bytes and back. A task in another process finds no inbox and
 * sends its gradient as its result.
 */
final class GradientInbox implements AutoCloseable {
  private static final Map<UUID, GradientInbox> OPEN = new ConcurrentHashMap<>();

  private final UUID id = UUID.randomUUID();
  private final Map<Integer, ShardGradient> gradients = new ConcurrentHashMap<>();

  private GradientInbox() {}

  /** An inbox that tasks of this process find by its {@link #id}, until it is closed. */
  static GradientInbox open() {
    GradientInbox inbox = new GradientInbox();
    OPEN.put(inbox.id, inbox);
    return inbox;
  }

  /** Names the inbox to tasks. */
  UUID id() {
    return id;
  }

  /** In a task: what to return as its result, which is nothing much where the inbox is at hand. */
  static ShardGradient leave(UUID id, int shard, ShardGradient gradient) {
    GradientInbox inbox = OPEN.get(id);
    if (inbox == null) {
      return gradient;
    }
    inbox.gradients.put(shard, gradient);
    return ShardGradient.empty();
  }

  /** On the driver: the gradient of a shard whose task returned {@code result}. */
  ShardGradient take(int shard, ShardGradient result) {
    ShardGradient left = gradients.remove(shard);
    return left == null ? result : left;
  }

  @Override
  public void close() {
    OPEN.remove(id);
  }
}
