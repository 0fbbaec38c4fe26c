package dev.vireo.jobs.rewards.model;

import ai.djl.Device;
import dev.vireo.jobs.data.prompts.ChatSettings;
import dev.vireo.models.chat.ChatTemplate;
import dev.vireo.models.directory.ModelDirectory;
import dev.vireo.models.reward.RewardModel;
import dev.vireo.models.tokenizer.Tokenizer;
import dev.vireo.store.run.PublishedFolder;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Consumer;

/**
 * The reward models of this virtual machine, in native memory: each is read once, and all task
 * slots share its parameters. They stay from chunk to chunk and from iteration to iteration; where
 * more are asked for than are kept, those that nobody uses make room.
 */
final class ClassifierSlots {
  /** More than a run has; further ones take turns. */
  private static final int KEPT = 4;

  /** By hash of the directory, the one that was asked for last after the others. */
  private static final Map<String, Held> HELD = new LinkedHashMap<>();

  private ClassifierSlots() {}

  /** A reward model, for one thread at a time. */
  static final class Slot {
    private final Path directory;
    private final RewardModel model;
    private final Tokenizer tokenizer;
    private final Map<String, ChatTemplate> templates = new HashMap<>();

    private Slot(Path directory, RewardModel model, Tokenizer tokenizer) {
      this.directory = directory;
      this.model = model;
      this.tokenizer = tokenizer;
    }

    RewardModel model() {
      return model;
    }

    Tokenizer tokenizer() {
      return tokenizer;
    }

    ChatTemplate template(ChatSettings chat) {
      return templates.computeIfAbsent(chat.template(), name -> ChatTemplate.load(directory, name));
    }
  }

  /** A model and its slots; its fields are guarded by the class. */
  private static final class Held {
    private final Path directory;
    private final RewardModel model;
    private final Tokenizer tokenizer;
    private final Deque<Slot> idle = new ArrayDeque<>();
    private int users;

    private Held(Path directory, RewardModel model, Tokenizer tokenizer) {
      this.directory = directory;
      this.model = model;
      this.tokenizer = tokenizer;
    }

    static Held read(Path path) {
      ModelDirectory directory = ModelDirectory.openRewardModel(path);
      Tokenizer tokenizer = directory.tokenizer();
      boolean read = false;
      try {
        Held held = new Held(path, RewardModel.load(directory, Device.cpu()), tokenizer);
        read = true;
        return held;
      } finally {
        if (!read) {
          tokenizer.close();
        }
      }
    }

    Slot take() {
      Slot slot = idle.isEmpty() ? new Slot(directory, model.beside(), tokenizer) : idle.pop();
      users++;
      return slot;
    }

    void close() {
      idle.forEach(slot -> slot.model().close());
      model.close();
      tokenizer.close();
    }
  }

  /**
   * Runs work on the reward model of a directory, of which nobody else uses this slot.
   *
   * @throws dev.vireo.algorithms.InputException if the directory is not on this machine
   */
  static void run(PublishedFolder folder, Consumer<Slot> work) {
    Held held;
    Slot slot;
    synchronized (ClassifierSlots.class) {
      held = held(folder);
      slot = held.take();
    }
    // A slot that failed half-way is not handed on.
    boolean sound = false;
    try {
      work.accept(slot);
      sound = true;
    } finally {
      synchronized (ClassifierSlots.class) {
        held.users--;
        if (sound) {
          held.idle.push(slot);
        } else {
          slot.model().close();
        }
      }
    }
  }

  /** Read under the lock, so that tasks which start together read it once. */
  private static Held held(PublishedFolder folder) {
    String key = folder.filesHash();
    Held held = HELD.remove(key);
    if (held == null) {
      makeRoom();
      held = Held.read(folder.run().local(folder.path()).orElseThrow());
    }
    HELD.put(key, held);
    return held;
  }

  private static void makeRoom() {
    Iterator<Held> oldest = HELD.values().iterator();
    while (HELD.size() >= KEPT && oldest.hasNext()) {
      Held held = oldest.next();
      if (held.users == 0) {
        oldest.remove();
        held.close();
      }
    }
  }
}
