@echo off
rem Starts mlrecipe: finds a Java >= 21, builds the jar if it is missing or older than its sources, runs it.
rem
rem   MLRECIPE_JAVA_OPTS   extra JVM flags, for example -Xmx8g
rem   MLRECIPE_JAVA_PATH   semicolon-separated Java folders to look in instead of the usual ones
setlocal EnableExtensions DisableDelayedExpansion

set "ROOT=%~dp0"
if "%ROOT:~-1%"=="\" set "ROOT=%ROOT:~0,-1%"
set "JAR=%ROOT%\server\target\mlrecipe.jar"

call :find_java
if defined JAVA_EXE goto have_java
>&2 echo mlrecipe: needs Java 21 or newer, and found none.
>&2 echo Looked at JAVA_HOME, PATH and the usual folders.
if defined SEEN >&2 echo Too old: %SEEN%
>&2 echo Install a JDK 21 or newer, or set JAVA_HOME to one.
exit /b 3

:have_java
call :is_stale
if not errorlevel 1 goto run
call :build
if errorlevel 1 exit /b 3

:run
if not exist "%JAR%" (
  >&2 echo mlrecipe: "%JAR%" is missing, and there are no sources to build it from.
  exit /b 3
)
rem The serial collector starts fastest and idles smallest; only one collector may be named.
set "COLLECTOR=-XX:+UseSerialGC"
if not defined MLRECIPE_JAVA_OPTS goto start
for %%o in (%MLRECIPE_JAVA_OPTS%) do for %%g in (Serial Parallel G1 Z Shenandoah Epsilon) do if "%%~o"=="-XX:+Use%%gGC" set "COLLECTOR="
:start
rem What computes little is done before the optimizing compiler could help.
set "TIERS="
for %%c in (check export import inspect plan predict version) do if "%~1"=="%%c" set "TIERS=-XX:TieredStopAtLevel=1"
if "%~1"=="lsp" set "TIERS=-Xms16m -Xmx512m -XX:MinHeapFreeRatio=10 -XX:MaxHeapFreeRatio=25 -XX:+ExitOnOutOfMemoryError"
if not defined MLRECIPE_EXECUTOR if exist "%ROOT%\executor\target\mlrecipe-executor.jar" set "MLRECIPE_EXECUTOR=%ROOT%\executor\target\mlrecipe-executor.jar"
"%JAVA_EXE%" -Xshare:auto -XX:-UsePerfData -Djdk.console=java.base %COLLECTOR% %TIERS% %MLRECIPE_JAVA_OPTS% -jar "%JAR%" %*
exit /b %ERRORLEVEL%

rem ---- a Java >= 21 -----------------------------------------------------------------------------

:find_java
set "JAVA_EXE="
set "SEEN="
if defined JAVA_HOME call :accept "%JAVA_HOME%"
if defined JAVA_EXE exit /b 0
for %%j in (java.exe) do if not "%%~$PATH:j"=="" call :accept_exe "%%~$PATH:j"
if defined JAVA_EXE exit /b 0
if defined MLRECIPE_JAVA_PATH (
  for %%d in ("%MLRECIPE_JAVA_PATH:;=" "%") do call :accept "%%~d"
  exit /b 0
)
for %%p in (
  "%ProgramFiles%\Java" "%ProgramFiles%\Eclipse Adoptium" "%ProgramFiles%\Microsoft"
  "%ProgramFiles%\Amazon Corretto" "%ProgramFiles%\Zulu" "%ProgramFiles%\BellSoft"
  "%ProgramFiles%\SapMachine" "%ProgramFiles%\Semeru" "%LOCALAPPDATA%\Programs\Eclipse Adoptium"
  "%USERPROFILE%\.jdks" "%USERPROFILE%\.sdkman\candidates\java" "%USERPROFILE%\scoop\apps"
) do if exist "%%~p\" for /d %%d in ("%%~p\*") do (
  call :accept "%%~d"
  call :accept "%%~d\current"
)
exit /b 0

rem java.exe on the PATH: its folder's parent, or (a shim without a release file) itself.
:accept_exe
if defined JAVA_EXE exit /b 0
for %%h in ("%~dp1..") do call :accept "%%~fh"
if defined JAVA_EXE exit /b 0
for %%h in ("%~dp1..") do if exist "%%~fh\release" exit /b 0
call :version_by_running "%~1"
call :check_version "%~1" "%~1"
exit /b 0

:accept
if defined JAVA_EXE exit /b 0
if not exist "%~1\bin\java.exe" exit /b 0
set "VERSION="
if exist "%~1\release" for /f "usebackq tokens=1,2 delims==" %%k in ("%~1\release") do if "%%k"=="JAVA_VERSION" set "VERSION=%%~l"
if not defined VERSION call :version_by_running "%~1\bin\java.exe"
call :check_version "%~1" "%~1\bin\java.exe"
exit /b 0

:version_by_running
set "VERSION="
for /f "tokens=2" %%v in ('""%~1" --version 2^>nul"') do if not defined VERSION set "VERSION=%%v"
exit /b 0

rem %1 the folder, %2 the program; VERSION such as 21.0.4, 25-ea or 1.8.0_402.
:check_version
if not defined VERSION exit /b 0
set "MAJOR="
for /f "tokens=1,2 delims=.-+_" %%a in ("%VERSION%") do (
  set "MAJOR=%%a"
  if "%%a"=="1" set "MAJOR=%%b"
)
if not defined MAJOR exit /b 0
if %MAJOR% GEQ 21 (
  set "JAVA_EXE=%~2"
) else (
  set "SEEN=%SEEN% Java %MAJOR% in "%~1";"
)
exit /b 0

rem ---- the jar ----------------------------------------------------------------------------------

rem Errorlevel 1 if the jar must be built.
:is_stale
if not exist "%ROOT%\pom.xml" exit /b 0
if not exist "%ROOT%\server\src\main\" exit /b 0
if not exist "%JAR%" exit /b 1
powershell -NoProfile -ExecutionPolicy Bypass -Command ^
  "$r = $env:ROOT; $t = (Get-Item -LiteralPath $env:JAR).LastWriteTimeUtc;" ^
  "$f = @(Get-Item -LiteralPath $r\pom.xml, $r\server\pom.xml, $r\schema) +" ^
  " @(Get-ChildItem -LiteralPath $r\server\src\main, $r\schema -Recurse | Where-Object { $_.FullName -notlike '*\schema\target*' });" ^
  "if ($f | Where-Object { $_.LastWriteTimeUtc -gt $t } | Select-Object -First 1) { exit 1 }; exit 0" <nul
exit /b %ERRORLEVEL%

:build
set "MVN="
for %%m in (mvn.cmd mvn.bat mvn.exe) do if not "%%~$PATH:m"=="" set "MVN=%%~$PATH:m"
if not defined MVN (
  if exist "%JAR%" (
    >&2 echo mlrecipe: the sources are newer than the jar, but Maven is not on the PATH: running the old jar
    exit /b 0
  )
  >&2 echo mlrecipe: the first use builds "%JAR%", and that needs Maven: mvn is not on the PATH.
  exit /b 3
)
if exist "%JAR%" (
  >&2 echo building mlrecipe, its sources changed
) else (
  >&2 echo building mlrecipe, first use
)
rem Maven starts on any Java; which JDK compiles is the build's own choice. But some Java it must find.
if not defined JAVA_HOME for %%h in ("%JAVA_EXE%\..\..") do if exist "%%~fh\bin\javac.exe" set "JAVA_HOME=%%~fh"
pushd "%ROOT%"
rem Standard input and output belong to mlrecipe: a language client may be at the other end.
call "%MVN%" -q -ntp -Dmaven.test.skip=true -pl server -am package <nul 1>&2
if errorlevel 1 (
  popd
  >&2 echo mlrecipe: the build failed; run it by hand in "%ROOT%": mvn -pl server -am package
  exit /b 3
)
popd
if not exist "%JAR%" (
  >&2 echo mlrecipe: the build left no "%JAR%".
  exit /b 3
)
exit /b 0
