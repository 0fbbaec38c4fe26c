/**
 * Small clusters, each in a process of its own, for the scripts in {@code checks/clusters/}:
 * Hadoop's HDFS and YARN ({@link dev.vireo.clusters.HadoopCluster}), a Kubernetes API server
 * without anything behind it ({@link dev.vireo.clusters.KubernetesServer}), and a server that
 * speaks S3 ({@link dev.vireo.clusters.S3Server}).
 *
 * <p>In: a folder to write into. Out: what a client needs to find the cluster, in that folder. A
 * cluster ends with its process.
 *
 * <p>Must not import Vireo: what is checked reaches a cluster through spark-submit, as a user's
 * work does.
 */
package dev.vireo.clusters;
