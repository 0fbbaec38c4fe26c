package dev.vireo.jobs.environments;

import java.io.Serializable;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * An environment with what it was made of; it travels with tasks.
 *
 * @param settings of the run
 * @param version of its provider
 * @param environment the environment itself
 */
public record ConfiguredEnvironment(
    EnvironmentSettings settings, int version, Environment environment) implements Serializable {
  private static final long serialVersionUID = 1L;

  /**
   * What comes next in each conversation.
   *
   * @throws dev.vireo.algorithms.InputException naming a prompt, if the environment fails or does
   *     not answer each
   */
  public List<EnvironmentStep> steps(List<EnvironmentInput> conversations) {
    if (conversations.isEmpty()) {
      return List.of();
    }
    List<EnvironmentStep> steps;
    try {
      steps = environment.steps(conversations);
    } catch (RuntimeException e) {
      throw settings.failure(NamedSteps.reason(e), e);
    }
    if (steps.size() != conversations.size()) {
      throw settings.failure(
          "%s: it gave %d steps for %d conversations"
              .formatted(span(conversations), steps.size(), conversations.size()),
          null);
    }
    return steps;
  }

  private static String span(List<EnvironmentInput> conversations) {
    String first = conversations.get(0).promptId();
    String last = conversations.get(conversations.size() - 1).promptId();
    return first.equals(last)
        ? "prompt '%s'".formatted(first)
        : "prompts '%s' to '%s'".formatted(first, last);
  }

  /** What conversations depend on besides the policy: part of the rollouts' fingerprint. */
  public Map<String, Object> identity() {
    Map<String, Object> identity = new LinkedHashMap<>();
    identity.put("type", settings.type());
    identity.put("version", version);
    identity.put("max-turns", settings.maxTurns());
    identity.put("options", environment.identity(settings.hidden()));
    return identity;
  }

  /**
   * Checks that prompts have the attributes that the environment cannot do without.
   *
   * @throws dev.vireo.algorithms.InputException naming the first that is not there
   */
  public void checkAttributes(Collection<String> there) {
    for (String column : environment.neededColumns()) {
      if (!there.contains(column)) {
        throw settings.failure(
            "it needs '%s', which no prompt has: list the column in prompts.attribute-columns"
                .formatted(column),
            null);
      }
    }
  }
}
