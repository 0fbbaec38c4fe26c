/** Vireo. */
package dev.vireo.jobs;
