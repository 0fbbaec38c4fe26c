package dev.vireo.jobs.rewards.http;

import dev.vireo.algorithms.sampling.SamplingKey;
import dev.vireo.jobs.rewards.BatchRewardFunction;
import dev.vireo.jobs.rewards.CompletionColumns;
import dev.vireo.jobs.rewards.RewardGroups;
import dev.vireo.jobs.rewards.RewardInput;
import dev.vireo.jobs.runtime.http.ConcurrentCalls;
import dev.vireo.jobs.runtime.http.Requests;
import dev.vireo.jobs.runtime.http.ServerAccess;
import dev.vireo.jobs.runtime.http.ServerReach;
import dev.vireo.jobs.runtime.http.Transport;
import dev.vireo.jobs.runtime.settings.Secret;
import dev.vireo.jobs.runtime.settings.SettingsMapper;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Asks the server; it travels with tasks.
 *
 * @param options what to ask, and how
 * @param apiKey null for none
 */
record HttpFunction(HttpOptions options, Secret apiKey) implements BatchRewardFunction {

  @Override
  public double[] rewards(List<RewardInput> inputs) {
    List<double[]> parts =
        ConcurrentCalls.all(
            options.concurrency(), parts(inputs, options.rowsPerRequest()), this::ask);
    return parts.stream().flatMapToDouble(Arrays::stream).toArray();
  }

  /** As many whole groups as fit into a request, and at least one. */
  static List<List<RewardInput>> parts(List<RewardInput> inputs, int rows) {
    List<List<RewardInput>> parts = new ArrayList<>();
    int begin = 0;
    int end = 0;
    for (List<RewardInput> group : RewardGroups.of(inputs)) {
      if (end > begin && end + group.size() - begin > rows) {
        parts.add(inputs.subList(begin, end));
        begin = end;
      }
      end += group.size();
    }
    if (end > begin) {
      parts.add(inputs.subList(begin, end));
    }
    return parts;
  }

  private double[] ask(List<RewardInput> inputs) throws InterruptedException {
    Requests requests = Requests.of(access());
    byte[] body;
    try {
      body =
          SettingsMapper.mapper()
              .writeValueAsBytes(CompletionColumns.of(inputs, options.messagesColumn()));
    } catch (IOException e) {
      throw new IllegalStateException("A tree is always JSON", e);
    }
    Transport.Call call =
        new Transport.Call(address(), body, Duration.ofSeconds(options.timeoutSeconds()));
    // Requests that fail together do not come back together.
    byte[] answer = requests.send(call, SamplingKey.promptKey(inputs.get(0).promptId()));
    return new RewardAnswer(address(), requests, inputs).read(answer);
  }

  private ServerAccess access() {
    return new ServerAccess(
        "reward server",
        "options.",
        "options.url",
        "look at its log; docs/REWARDS.md has the format of requests",
        apiKey,
        options.retries());
  }

  private URI address() {
    return URI.create(options.url());
  }

  @Override
  public void checkServers() {
    ServerReach.check("option 'url'", address());
  }

  /** Which server of several alike answers, and how it is reached, decides nothing. */
  @Override
  public Map<String, Object> identity(Map<String, Object> given) {
    Map<String, Object> identity = new LinkedHashMap<>();
    identity.put("path", String.valueOf(address().getPath()));
    if (options.messagesColumn() != null) {
      identity.put("messages-column", options.messagesColumn());
    }
    if (options.version() != null) {
      identity.put("version", options.version());
    }
    return identity;
  }

  @Override
  public boolean isRepeatable() {
    return false;
  }
}
