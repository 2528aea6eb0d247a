package dev.mlrecipe.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.mlrecipe.coreml.CoreMlModel;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class ContentKeyTest {
    private final AtomicInteger readings = new AtomicInteger();

    /** A model of which nothing is known but how its fingerprint comes about. */
    private CoreMlModel model(Callable<String> fingerprint) {
        return (CoreMlModel) Proxy.newProxyInstance(
                getClass().getClassLoader(), new Class<?>[] {CoreMlModel.class}, (proxy, method, arguments) -> {
                    assertEquals("fingerprint", method.getName());
                    readings.incrementAndGet();
                    return fingerprint.call();
                });
    }

    @Test
    void weightsAreReadOnceWhoeverAsks() throws Exception {
        ContentKey key = new ContentKey(model(() -> "cafe"));
        try (ExecutorService pool = Executors.newFixedThreadPool(4)) {
            List<Future<String>> answers = new ArrayList<>();
            for (int i = 0; i < 16; i++) {
                key.begin();
                answers.add(pool.submit(key::get));
            }
            for (Future<String> answer : answers) {
                assertEquals("cafe", answer.get());
            }
        }
        assertEquals(1, readings.get());
    }

    @Test
    void nothingIsReadBeforeAnyoneAsks() throws Exception {
        ContentKey key = new ContentKey(model(() -> "cafe"));
        assertEquals(0, readings.get());
        assertEquals("cafe", key.get());
    }

    @Test
    void aModelThatCannotBeReadIsSaidToEveryoneWhoAsks() {
        ContentKey key = new ContentKey(model(() -> {
            throw new IOException("weight.bin is gone");
        }));
        key.begin();
        assertEquals("weight.bin is gone", assertThrows(IOException.class, key::get).getMessage());
        assertEquals("weight.bin is gone", assertThrows(IOException.class, key::get).getMessage());
        assertEquals(1, readings.get());
    }

    @Test
    void whoIsInterruptedDoesNotWait() throws Exception {
        CountDownLatch reading = new CountDownLatch(1);
        CountDownLatch end = new CountDownLatch(1);
        ContentKey key = new ContentKey(model(() -> {
            reading.countDown();
            end.await();
            return "cafe";
        }));
        key.begin();
        reading.await();
        Thread.currentThread().interrupt();
        assertThrows(InterruptedIOException.class, key::get);
        assertTrue(Thread.interrupted());
        end.countDown();
        assertEquals("cafe", key.get());
    }
}
