package dev.vireo.jobs.rewards;

import dev.vireo.algorithms.InputException;
import dev.vireo.jobs.runtime.settings.HomePath;
import dev.vireo.jobs.runtime.settings.Secret;
import java.io.Serializable;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * One reward of a run.
 *
 * @param name the name of its values in the rewards dataset and in metrics; null means the type
 * @param type of a {@link RewardFunctionProvider}, or {@code sql} or {@code mllib}
 * @param weight its factor in the weighted sum; null means 1, and 0 only records the value
 * @param clip least and greatest value, as two numbers; values beyond are taken for these; null for
 *     any
 * @param options what the type needs; null means none. A value that the configuration takes from
 *     the environment is a {@link Secret} here
 * @param lengthEffect an effect of length to take off its values; null means none
 * @param normalize statistics of each prompt's earlier rewards to normalize its values by, before
 *     they are clipped; null means none
 */
public record RewardSettings(
    String name,
    String type,
    Double weight,
    List<Double> clip,
    Map<String, Object> options,
    LengthEffect lengthEffect,
    PromptStatistics normalize)
    implements Serializable {
  private static final Pattern NAME = Pattern.compile("[A-Za-z][A-Za-z0-9_-]*");

  public RewardSettings {
    if (type == null || type.isBlank()) {
      throw new InputException("a reward has no type; the types are " + RewardFunctions.types());
    }
    name = name == null ? type : name;
    weight = weight == null ? Double.valueOf(1) : weight;
    if (!NAME.matcher(name).matches()) {
      throw new InputException(
          "reward name '%s' is invalid: use letters, digits, - and _, starting with a letter"
              .formatted(name));
    }
    if (!Double.isFinite(weight)) {
      throw new InputException(
          "reward '%s' has weight %s: it must be finite".formatted(name, weight));
    }
    clip = clip == null ? null : List.copyOf(clip);
    if (clip != null
        && (clip.size() != 2
            || !clip.stream().allMatch(Double::isFinite)
            || clip.get(0) >= clip.get(1))) {
      throw new InputException(
          "reward '%s' has clip %s: it must be two numbers, the lower one first"
              .formatted(name, clip));
    }
    Map<String, Object> copy =
        options == null ? new LinkedHashMap<>() : new LinkedHashMap<>(options);
    copy.computeIfPresent(
        "path", (key, path) -> path instanceof String text ? HomePath.expand(text) : path);
    options = Collections.unmodifiableMap(copy);
  }

  /** A reward whose values count as they are. */
  public RewardSettings(String name, String type, Double weight, Map<String, Object> options) {
    this(name, type, weight, null, options, null, null);
  }

  /** A reward whose values are not normalized. */
  public RewardSettings(
      String name,
      String type,
      Double weight,
      List<Double> clip,
      Map<String, Object> options,
      LengthEffect lengthEffect) {
    this(name, type, weight, clip, options, lengthEffect, null);
  }

  /** A reward of weight 1, called by its type. */
  public static RewardSettings of(String type, Map<String, Object> options) {
    return new RewardSettings(null, type, null, options);
  }

  /** The same with other options. */
  public RewardSettings with(Map<String, Object> others) {
    return new RewardSettings(name, type, weight, clip, others, lengthEffect, normalize);
  }

  /** The same with another weight. */
  public RewardSettings weighted(double other) {
    return new RewardSettings(name, type, other, clip, options, lengthEffect, normalize);
  }

  /** The value, or the bound that it is beyond. */
  public double clipped(double value) {
    return clip == null ? value : Math.max(clip.get(0), Math.min(clip.get(1), value));
  }

  /** The options as the type gets them, secrets in plain text. */
  public Map<String, Object> revealed() {
    Map<String, Object> revealed = new LinkedHashMap<>(options);
    revealed.replaceAll((name, value) -> Secret.reveal(value));
    return revealed;
  }

  /** The options as everybody may see them. */
  public Map<String, Object> hidden() {
    Map<String, Object> hidden = new LinkedHashMap<>(options);
    hidden.replaceAll((name, value) -> Secret.hide(value));
    return hidden;
  }

  /**
   * A value with the effect of length taken off, if one is to be.
   *
   * @param tokens the completion's length
   */
  public double corrected(double value, int tokens) {
    return lengthEffect == null ? value : lengthEffect.takenOff(value, tokens);
  }

  /**
   * A value normalized by the statistics of its prompt, if it is to be.
   *
   * @param attributes of the prompt
   * @throws InputException if they lack one
   */
  public double normalized(double value, Map<String, String> attributes) {
    return normalize == null ? value : normalize.normalized(value, attributes);
  }

  /** Whether its values are computed elsewhere and published into the run. */
  public boolean isDataset() {
    return type.equals(RewardFunctions.DATASET);
  }

  /** Name and type, for messages. */
  public String described() {
    return "reward '%s' (%s)".formatted(name, type);
  }

  /**
   * A failure of this reward, with stars in place of the options' secrets.
   *
   * @param what comes between the reward and the reason, and shows none
   * @param reason what is reported of it
   */
  public InputException failure(String what, String reason, Throwable cause) {
    List<Secret> secrets = Secret.in(options);
    String concealed = String.valueOf(reason);
    for (Secret secret : secrets) {
      concealed = secret.conceal(concealed);
    }
    // A stack trace would repeat what the cause says.
    return secrets.isEmpty()
        ? new InputException(described() + what + concealed, cause)
        : new InputException(described() + what + concealed);
  }

  /** Checks what holds for the rewards of a run together. */
  public static List<RewardSettings> checked(List<RewardSettings> rewards) {
    if (rewards.isEmpty()) {
      throw new InputException(
          "no reward is configured; give at least one of the types " + RewardFunctions.types());
    }
    Set<String> names = new HashSet<>();
    for (RewardSettings reward : rewards) {
      if (!names.add(reward.name())) {
        throw new InputException(
            "two rewards are called '%s': give each a different name".formatted(reward.name()));
      }
    }
    if (rewards.stream().allMatch(reward -> reward.weight() == 0)) {
      throw new InputException(
          "every reward has weight 0, so nothing would be rewarded: "
              + names.stream().sorted().toList());
    }
    return List.copyOf(rewards);
  }
}
