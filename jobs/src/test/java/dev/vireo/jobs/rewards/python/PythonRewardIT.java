package dev.vireo.jobs.rewards.python;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.vireo.algorithms.InputException;
import dev.vireo.jobs.rewards.RewardFunction;
import dev.vireo.jobs.rewards.RewardFunctions;
import dev.vireo.jobs.rewards.RewardInput;
import dev.vireo.jobs.rewards.RewardLog;
import dev.vireo.jobs.rewards.RewardSettings;
import dev.vireo.jobs.rewards.stage.RewardScorer;
import dev.vireo.jobs.runtime.python.PythonProgram;
import dev.vireo.jobs.runtime.python.PythonWorkers;
import dev.vireo.jobs.runtime.python.WorkerFolder;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

// Over 300 lines: everything that a process may do wrong needs its program and its message.
/** Functions in real Python processes: what they are given, and everything they may do wrong. */
class PythonRewardIT {
  @TempDir Path folder;

  @BeforeAll
  static void findPython() {
    boolean found;
    try {
      found = new ProcessBuilder("python3", "-c", "").start().waitFor() == 0;
    } catch (IOException e) {
      found = false;
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
    assumeTrue(found, "there is no python3 on the PATH, so rewards in Python are not tested");
  }

  @Test
  void aFunctionIsCalledAsTrlCallsIt() {
    String source =
        """
        import json

        def reward(prompts, completions, completion_ids, level, answer, **columns):
            seen = {"prompts": prompts, "ids": completion_ids, "level": level, "answer": answer,
                    "more": sorted(columns), "stopped": columns["stopped"], "prompt_id": columns["prompt_id"]}
            expected = json.load(open("expected.json"))
            assert seen == expected, seen
            return [float(len(text)) for text in completions]
        """;
    write(
        "expected.json",
        """
        {"prompts": ["q a", "q a", "q b"], "ids": [[1, 2], [1, 2], [1, 2]], "level": ["1", "1", null],
         "answer": ["4", "4", null], "more": ["log_extra", "log_metric", "prompt_id", "stopped"],
         "stopped": [true, true, true], "prompt_id": ["a", "a", "b"]}
        """);
    assertThat(
            rewards(
                source,
                Map.of("files", List.of(folder.resolve("expected.json").toString())),
                new RewardInput(
                    "a", "q a", Optional.of("4"), Map.of("level", "1"), "x", 2, true, ids()),
                new RewardInput(
                    "a",
                    "q a",
                    Optional.of("4"),
                    Map.of("level", "1"),
                    "é\n\uD83D",
                    2,
                    true,
                    ids()),
                new RewardInput("b", "q b", Optional.empty(), Map.of(), "", 2, true, ids())))
        .containsExactly(1, 3, 0);
  }

  @Test
  void whatItLogsIsHeard() {
    List<String> heard = new ArrayList<>();
    RewardLog log =
        new RewardLog() {
          @Override
          public void number(int completion, String name, double value) {
            heard.add(completion + " " + name + " " + value);
          }

          @Override
          public void text(int completion, String name, String value) {
            heard.add(completion + " " + name + " '" + value + "'");
          }

          @Override
          public void metric(String name, double value) {
            heard.add(name + " " + value);
          }
        };
    String source =
        """
        def reward(completions, log_extra, log_metric):
            log_extra("length", [len(text) for text in completions])
            log_extra("first", [text[0] if text else None for text in completions])
            log_extra("other", [{"a": 1}, True])
            log_metric("mean", sum(map(len, completions)) / len(completions))
            return [1, 2]
        """;
    write("judge.py", source);
    double[] rewards =
        ((PythonFunction) create(options(Map.of())))
            .rewards(List.of(input("a", "xy"), input("b", "")), log);
    assertThat(rewards).containsExactly(1, 2);
    assertThat(heard)
        .containsExactly(
            "0 length 2.0",
            "1 length 0.0",
            "0 first 'x'",
            "0 other '{'a': 1}'",
            "1 other 1.0",
            "mean 1.0");
    assertThatThrownBy(
            () ->
                rewards(
                    "def reward(completions, log_extra):\n    log_extra('x', [1, 2])\n    return [1]\n",
                    Map.of(),
                    input("a", "x")))
        .hasMessageContaining(
            "calls log_extra('x', ...) with 2 values for 1 completion: give one for each, None for none");
    assertThatThrownBy(
            () ->
                rewards(
                    "def reward(completions, log_metric):\n    log_metric('x', 'y')\n    return [1]\n",
                    Map.of(),
                    input("a", "x")))
        .hasMessageContaining(
            "calls log_metric('x', ...) with a value of type str, which is not one");
  }

  @Test
  void whatItCannotDoWithoutIsKnownBeforeAnythingRuns() {
    write(
        "judge.py",
        "def reward(completions, answer, level, log_extra, other=None, **columns):\n    return []\n");
    RewardScorer scorer =
        RewardScorer.create(List.of(RewardSettings.of("python", options(Map.of()))));
    scorer.checkAttributes(List.of("level"));
    assertThatThrownBy(() -> scorer.checkAttributes(List.of("other")))
        .hasMessage(
            "reward 'python' (python): it needs 'level', which no prompt has: list the column in"
                + " prompts.attribute-columns");
  }

  @Test
  void messagesAreWhatConversationalFunctionsExpect() {
    String source =
        """
        def reward(prompts, completions, **columns):
            assert prompts == [[{"role": "user", "content": "hi"}]], prompts
            return [len(completion[0]["content"]) + (completion[0]["role"] == "assistant") for completion in completions]
        """;
    RewardInput input =
        new RewardInput(
            "p",
            "<|user|>hi",
            Optional.empty(),
            Map.of("m", "[{\"role\": \"user\", \"content\": \"hi\"}]"),
            "four",
            1,
            true);
    assertThat(rewards(source, Map.of("messages-column", "m"), input)).containsExactly(5);
    assertThatThrownBy(() -> rewards(source, Map.of("messages-column", "n"), input))
        .hasMessageContaining("prompt 'p' has no value under 'n'; name the column in");
  }

  @Test
  void noneIsNoRewardAndGroupsAreWhole() {
    String source =
        """
        def reward(prompts, completions, prompt_id):
            best = {}
            for id, text in zip(prompt_id, completions):
                best[id] = max(best.get(id, 0), len(text))
            return [None if not text else len(text) == best[id] for id, text in zip(prompt_id, completions)]
        """;
    assertThat(
            rewards(
                source,
                Map.of(),
                input("a", "x"),
                input("a", "xx"),
                input("b", ""),
                input("b", "x")))
        .containsExactly(0, 1, Double.NaN, 1);
  }

  @Test
  void whatItPrintsBreaksNothingAndAsyncFunctionsAreAwaited() {
    String source =
        """
        import asyncio, os, subprocess, sys
        print("loading")

        async def judge(text):
            await asyncio.sleep(0)
            return len(text)

        async def reward(completions, **columns):
            print("{", file=sys.stdout)
            os.write(1, b"}\\n")
            subprocess.run(["echo", "null"])
            assert sys.stdin.read() == ""
            columns["log_metric"]("seen", 1.0)
            return await asyncio.gather(*[judge(text) for text in completions])
        """;
    assertThat(rewards(source, Map.of(), input("a", "x"), input("a", "xx"))).containsExactly(1, 2);
  }

  static Stream<Arguments> faults() {
    return Stream.of(
        Arguments.of(
            "return [1 / (len(text) - 3) for text in completions]",
            "reward 'r' (python): prompt 'b', sample 1: ZeroDivisionError: division by zero"
                + " (judge.py, line 2); fix it, or return None for no reward, and run again"),
        Arguments.of(
            "return [1 / (len(completions) - 4)] * len(completions)",
            "reward 'r' (python): prompts 'a' to 'b': ZeroDivisionError: division by zero"
                + " (judge.py, line 2); fix it, or return None for no reward, and run again"),
        Arguments.of(
            "exit('I give up')",
            "reward 'r' (python): prompt 'a', sample 0: SystemExit: I give up (judge.py, line 2);"
                + " fix it, or return None for no reward, and run again"),
        Arguments.of(
            "return [1.0]",
            "reward 'r' (python): reward() of judge.py returned 1 value for 4 completions: return"
                + " one for each, None for no reward"),
        Arguments.of(
            "return 1.0",
            "reward 'r' (python): reward() of judge.py returned a value of type float, not a list:"
                + " return a number, or None, for each completion"),
        Arguments.of(
            "pass",
            "reward 'r' (python): reward() of judge.py returned None, not a list: return a number,"
                + " or None, for each completion"),
        Arguments.of(
            "return [1, 2, 3, float('nan')]",
            "reward 'r' (python): prompt 'b', sample 1: reward() of judge.py returned nan: return a"
                + " finite number, or None for no reward"),
        Arguments.of(
            "return [1, -float('inf'), 3, 4]",
            "reward 'r' (python): prompt 'a', sample 1: reward() of judge.py returned -inf: return a"
                + " finite number, or None for no reward"),
        Arguments.of(
            "return [1, 2, 'good', 4]",
            "reward 'r' (python): prompt 'b', sample 0: reward() of judge.py returned 'good', which"
                + " is not a number: return None for no reward"),
        Arguments.of(
            "import os, sys; print('out of paper', file=sys.stderr); os._exit(9)",
            "reward 'r' (python): the Python process of reward() of judge.py ended while it scored 4"
                + " completions of prompts 'a' to 'b' (exit code 9); its last line is 'out of"
                + " paper'"),
        Arguments.of(
            "import time; time.sleep(1000)",
            "reward 'r' (python): reward() of judge.py gave no answer within 10 s while it scored 4"
                + " completions of prompts 'a' to 'b': raise option 'timeout-seconds', or see where"
                + " it hangs"));
  }

  @ParameterizedTest
  @MethodSource("faults")
  void everyFaultIsOneLine(String body, String message) {
    write("judge.py", "def reward(completions, **columns):\n    " + body + "\n");
    RewardScorer scorer =
        RewardScorer.create(
            List.of(
                new RewardSettings("r", "python", 1.0, options(Map.of("timeout-seconds", 10)))));
    List<RewardInput> inputs =
        List.of(input("a", "x"), input("a", "xx"), input("b", "xxxx"), input("b", "xxx"));
    assertThatThrownBy(() -> scorer.batchValues(inputs))
        .isInstanceOf(InputException.class)
        .hasMessage(message);
  }

  @ParameterizedTest
  @MethodSource("unloadable")
  void whatCannotBeLoadedIsSaidBeforeAnythingRuns(
      String source, Map<String, Object> more, String message) {
    write("judge.py", source);
    Throwable thrown = catchThrowable(() -> create(options(more)));
    assertThat(thrown).isInstanceOf(InputException.class);
    assertThat(thrown.getMessage()).isEqualTo("reward 'python' (python): " + message);
  }

  static Stream<Arguments> unloadable() {
    return Stream.of(
        Arguments.of(
            "def reward(:\n",
            Map.of(),
            "judge.py cannot be loaded: SyntaxError: invalid syntax (judge.py, line 1)"),
        Arguments.of(
            "import nothing_like_it\n",
            Map.of(),
            "judge.py cannot be loaded: ModuleNotFoundError: No module named 'nothing_like_it'"
                + " (judge.py, line 1)"),
        Arguments.of(
            "raise SystemExit\n",
            Map.of(),
            "judge.py cannot be loaded: SystemExit (judge.py, line 1)"),
        Arguments.of(
            "def exact(completions): pass\ndef _helper(): pass\n",
            Map.of(),
            "judge.py has no function 'reward'; it has exact: name one in option 'function'"),
        Arguments.of(
            "import time; time.sleep(100)\n",
            Map.of("timeout-seconds", 1),
            "reward() of judge.py gave no answer within 1 s while it loaded the file: raise option"
                + " 'timeout-seconds', or see where it hangs"));
  }

  @Test
  void aColumnThatIsNotThereIsNamed() {
    String source = "def reward(completions, difficulty):\n    return [1]\n";
    assertThatThrownBy(() -> rewards(source, Map.of(), input("a", "x")))
        .hasMessageContaining(
            "needs 'difficulty', which no prompt has: list the column in prompts.attribute-columns");
  }

  @Test
  void aProcessIsUsedAgainAndEndsWithAFault() {
    String source =
        """
        import os

        def reward(completions, **columns):
            assert completions != ["fail"]
            return [os.getpid()]
        """;
    double first = rewards(source, Map.of(), input("a", "x"))[0];
    assertThat(rewards(source, Map.of(), input("b", "y"))).containsExactly(first);
    assertThat(rewards("# changed\n" + source, Map.of(), input("b", "y"))[0]).isNotEqualTo(first);
    // Nobody knows what a function that failed has left behind.
    assertThatThrownBy(() -> rewards(source, Map.of(), input("a", "fail")));
    assertThat(rewards(source, Map.of(), input("b", "y"))[0]).isNotEqualTo(first);
    assertThat(ProcessHandle.of((long) first).map(ProcessHandle::isAlive))
        .isNotEqualTo(Optional.of(true));
  }

  @Test
  void tasksAtTheSameTimeHaveProcessesOfTheirOwn() throws Exception {
    write("judge.py", "import os\ndef reward(completions, **columns): return [os.getpid()]\n");
    PythonProgram program = ((PythonFunction) create(options(Map.of()))).program();
    CyclicBarrier both = new CyclicBarrier(2);
    ExecutorService threads = Executors.newFixedThreadPool(2);
    try {
      List<Future<Integer>> workers = new ArrayList<>();
      for (int i = 0; i < 2; i++) {
        workers.add(
            threads.submit(
                () ->
                    PythonWorkers.with(
                        program,
                        worker -> {
                          try {
                            both.await();
                          } catch (Exception e) {
                            throw new IllegalStateException(e);
                          }
                          return System.identityHashCode(worker);
                        })));
      }
      assertThat(workers.get(0).get()).isNotEqualTo(workers.get(1).get());
    } finally {
      threads.shutdownNow();
    }
  }

  @Test
  void theFilesTravelAndTheirFolderGoesWithTheProcess() throws Exception {
    write("helper.py", "VALUE = 7\n");
    write(
        "judge.py",
        """
        import helper

        def reward(completions, **columns):
            return [helper.VALUE]
        """);
    RewardFunction function =
        create(options(Map.of("files", List.of(folder.resolve("helper.py").toString()))));
    Files.delete(folder.resolve("judge.py"));
    Files.delete(folder.resolve("helper.py"));
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
      out.writeObject(function);
    }
    try (ObjectInputStream in =
        new ObjectInputStream(new ByteArrayInputStream(bytes.toByteArray()))) {
      assertThat(((RewardFunction) in.readObject()).reward(input("a", "x"))).isEqualTo(7);
    }
    WorkerFolder files = WorkerFolder.create(((PythonFunction) function).program());
    assertThat(Files.getPosixFilePermissions(files.path())).hasSize(3);
    Process process = files.process(((PythonFunction) function).program()).start();
    process.getInputStream().read();
    process.getOutputStream().close();
    process.waitFor();
    assertThat(files.path()).doesNotExist();
  }

  @Test
  void theContentIsTheVersionAndThePlaceIsNot() throws IOException {
    write(
        "judge.py",
        "def reward(completions, **columns): return [1]\ndef other(completions): return [2]\n");
    Map<String, Object> first = identity(options(Map.of()));
    assertThat(first.toString()).doesNotContain(folder.toString());
    Path moved = Files.createDirectory(folder.resolve("moved")).resolve("named.py");
    Files.copy(folder.resolve("judge.py"), moved);
    Map<String, Object> there = options(Map.of("timeout-seconds", 9));
    there.put("path", moved.toString());
    assertThat(identity(there)).isEqualTo(first);
    assertThat(identity(options(Map.of("function", "other")))).isNotEqualTo(first);
    write("judge.py", "def reward(completions, **columns): return [3]\n");
    assertThat(identity(options(Map.of()))).isNotEqualTo(first);
  }

  private double[] rewards(String source, Map<String, Object> more, RewardInput... inputs) {
    write("judge.py", source);
    return ((PythonFunction) create(options(more))).rewards(List.of(inputs));
  }

  private static RewardFunction create(Map<String, Object> options) {
    RewardSettings settings = RewardSettings.of("python", options);
    return RewardFunctions.create(settings, RewardFunctions.provider(settings));
  }

  private static Map<String, Object> identity(Map<String, Object> options) {
    return RewardScorer.create(List.of(RewardSettings.of("python", options)))
        .identity(new Configuration(false));
  }

  private Map<String, Object> options(Map<String, Object> more) {
    Map<String, Object> options = new LinkedHashMap<>(more);
    options.put("path", folder.resolve("judge.py").toString());
    return options;
  }

  private void write(String file, String text) {
    try {
      Files.writeString(folder.resolve(file), text);
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  private static RewardInput input(String promptId, String completion) {
    return new RewardInput(promptId, "q", Optional.empty(), Map.of(), completion, 2, true, ids());
  }

  private static List<Integer> ids() {
    return List.of(1, 2);
  }
}
