package dev.vireo.clusters;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerStatusBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodStatusBuilder;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.Volume;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.io.File;
import java.io.IOException;
import java.io.StringReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A real spark-submit in cluster mode, with the settings and templates that come along, against an
 * API server: what it creates there. Needs {@code -Dspark.home} and {@code -Dvireo.distribution}.
 */
final class KubernetesSubmissionIT {

  private static final String NAMESPACE = "vireo";
  private static final String GPU = "nvidia.com/gpu";

  @TempDir Path folder;

  @Test
  void theDriverIsWhatSettingsAndTemplateSay() throws Exception {
    try (KubernetesServer server = new KubernetesServer();
        KubernetesClient client = server.client()) {
      Process submit =
          submit(
              server,
              "spark.kubernetes.submission.waitAppCompletion=false",
              "spark.kubernetes.executor.podTemplateFile=conf/kubernetes/executor-pod-gpu.yaml",
              "spark.executor.resource.gpu.amount=1",
              "spark.executor.resource.gpu.vendor=nvidia.com",
              "spark.executor.resource.gpu.discoveryScript=/opt/vireo/conf/find-gpus",
              "spark.task.resource.gpu.amount=1");
      assertThat(submit.waitFor(10, TimeUnit.MINUTES)).isTrue();
      assertThat(submit.exitValue()).as(log()).isZero();

      List<Pod> pods = client.pods().inNamespace(NAMESPACE).list().getItems();
      assertThat(pods).hasSize(1);
      Pod driver = pods.get(0);
      driver(driver);
      List<ConfigMap> maps = client.configMaps().inNamespace(NAMESPACE).list().getItems();
      settings(maps, driver);
      executorTemplate(maps);
      List<Service> services = client.services().inNamespace(NAMESPACE).list().getItems();
      assertThat(services).hasSize(1);
      service(services.get(0), driver);
    }
  }

  private static void driver(Pod pod) {
    assertThat(pod.getMetadata().getLabels())
        .containsEntry("spark-role", "driver")
        .containsEntry("app.kubernetes.io/name", "vireo");
    assertThat(pod.getSpec().getServiceAccountName()).isEqualTo("vireo");
    assertThat(pod.getSpec().getSecurityContext().getRunAsNonRoot()).isTrue();
    assertThat(pod.getSpec().getRestartPolicy()).isEqualTo("Never");
    assertThat(pod.getSpec().getContainers()).hasSize(1);
    Container container = pod.getSpec().getContainers().get(0);
    assertThat(container.getImage()).isEqualTo("vireo:0.1.0");
    assertThat(container.getArgs())
        .startsWith("driver")
        .containsSubsequence("--class", "dev.vireo.pipelines.cli.Vireo")
        .endsWith("local:///opt/vireo/vireo-pipelines.jar", "run", "/vireo/run.yaml");
    // Heap and what libtorch needs beside it; a driver asks for no GPU.
    assertThat(container.getResources().getLimits())
        .containsEntry("memory", new Quantity("6144", "Mi"))
        .doesNotContainKey(GPU);
    assertThat(container.getResources().getRequests().get("cpu")).isEqualTo(new Quantity("2"));
    assertThat(container.getEnvFrom().get(0).getSecretRef().getName()).isEqualTo("vireo-secrets");
    assertThat(container.getEnv())
        .anySatisfy(
            variable -> {
              assertThat(variable.getName()).isEqualTo("SPARK_USER");
              assertThat(variable.getValue()).isNotBlank();
            });
    assertThat(container.getVolumeMounts())
        .anySatisfy(
            mount -> {
              assertThat(mount.getMountPath()).isEqualTo("/vireo");
              Volume volume = volume(pod, mount.getName());
              assertThat(volume.getPersistentVolumeClaim().getClaimName()).isEqualTo("vireo-runs");
            });
    assertThat(container.getSecurityContext().getAllowPrivilegeEscalation()).isFalse();
  }

  private static Volume volume(Pod pod, String name) {
    return pod.getSpec().getVolumes().stream()
        .filter(volume -> volume.getName().equals(name))
        .findFirst()
        .orElseThrow();
  }

  /** The settings that the driver starts with, in the config map that its pod mounts. */
  private static void settings(List<ConfigMap> maps, Pod driver) throws IOException {
    ConfigMap map = holding(maps, "spark.properties");
    assertThat(driver.getSpec().getVolumes())
        .anySatisfy(
            volume -> {
              assertThat(volume.getConfigMap()).isNotNull();
              assertThat(volume.getConfigMap().getName()).isEqualTo(map.getMetadata().getName());
            });
    Properties settings = new Properties();
    settings.load(new StringReader(map.getData().get("spark.properties")));
    Properties ours = ManifestsTest.settings();
    for (String key :
        List.of(
            "spark.driver.extraClassPath",
            "spark.executor.extraClassPath",
            "spark.executor.defaultJavaOptions",
            "spark.executor.memoryOverhead",
            "spark.kubernetes.executor.volumes.persistentVolumeClaim.runs.mount.path")) {
      assertThat(settings.getProperty(key)).as(key).isEqualTo(ours.getProperty(key));
    }
    assertThat(settings)
        .containsEntry("spark.executor.resource.gpu.vendor", "nvidia.com")
        .containsEntry("spark.executor.resource.gpu.amount", "1");
  }

  /** The driver makes executors from it. */
  private static void executorTemplate(List<ConfigMap> maps) {
    String template = holding(maps, "podspec-configmap-key").getData().get("podspec-configmap-key");
    assertThat(template).contains("nvidia.com/gpu.present", "tolerations");
  }

  private static ConfigMap holding(List<ConfigMap> maps, String key) {
    assertThat(maps).anySatisfy(map -> assertThat(map.getData()).containsKey(key));
    return maps.stream().filter(map -> map.getData().containsKey(key)).findFirst().orElseThrow();
  }

  /** Executors find the driver through it. */
  private static void service(Service service, Pod driver) {
    assertThat(service.getSpec().getClusterIP()).isEqualTo("None");
    assertThat(driver.getMetadata().getLabels())
        .containsAllEntriesOf(service.getSpec().getSelector());
    assertThat(service.getSpec().getPorts())
        .extracting(port -> port.getName())
        .contains("driver-rpc-port", "blockmanager");
  }

  @Test
  void aFailedDriverIsReported() throws Exception {
    try (KubernetesServer server = new KubernetesServer();
        KubernetesClient client = server.client()) {
      Process submit = submit(server, "spark.kubernetes.report.interval=1s");
      Pod driver = await(submit, client);
      client
          .pods()
          .resource(driver)
          .edit(
              pod -> {
                pod.setStatus(
                    new PodStatusBuilder()
                        .withPhase("Failed")
                        .withContainerStatuses(
                            new ContainerStatusBuilder()
                                .withName("spark-kubernetes-driver")
                                .withNewState()
                                .withNewTerminated()
                                .withExitCode(2)
                                .endTerminated()
                                .endState()
                                .build())
                        .build());
                return pod;
              });
      assertThat(submit.waitFor(10, TimeUnit.MINUTES)).as(log()).isTrue();
      assertThat(log()).contains("exit code: 2");
      // Which is all that spark-submit makes of it: docs/OPERATIONS.md says whom to ask instead.
      assertThat(submit.exitValue()).isZero();
    }
  }

  private static Pod await(Process submit, KubernetesClient client) throws InterruptedException {
    // Until the driver is there, or the process that should create it is gone.
    do {
      List<Pod> pods = client.pods().inNamespace(NAMESPACE).list().getItems();
      if (!pods.isEmpty()) {
        return pods.get(0);
      }
    } while (!submit.waitFor(200, TimeUnit.MILLISECONDS));
    throw new AssertionError("spark-submit ended without a driver");
  }

  private Process submit(KubernetesServer server, String... settings) throws IOException {
    Path spark = Path.of(System.getProperty("spark.home"));
    List<String> command = new ArrayList<>();
    command.add(spark.resolve("bin/spark-submit").toString());
    command.addAll(
        List.of("--properties-file", "conf/spark-defaults-kubernetes.conf", "--name", "vireo"));
    command.addAll(List.of("--master", "k8s://" + server.url()));
    for (String setting : settings) {
      command.addAll(List.of("--conf", setting));
    }
    command.addAll(List.of("--class", "dev.vireo.pipelines.cli.Vireo"));
    command.addAll(List.of("local:///opt/vireo/vireo-pipelines.jar", "run", "/vireo/run.yaml"));
    ProcessBuilder process =
        new ProcessBuilder(command)
            .directory(new File(System.getProperty("vireo.distribution")))
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve("submit.log").toFile());
    process.environment().put("SPARK_HOME", spark.toString());
    process.environment().put("SPARK_LOCAL_IP", "127.0.0.1");
    // Nobody's own cluster.
    process.environment().remove("KUBECONFIG");
    process.environment().put("HOME", folder.toString());
    return process.start();
  }

  private String log() throws IOException {
    return Files.readString(folder.resolve("submit.log"));
  }
}
